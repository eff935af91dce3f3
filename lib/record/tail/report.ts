/** What a tail prints: a line for each exchange, or the events themselves, or counts. */
import { Pairer } from "../../events/pair.ts";
import { SummaryBuilder } from "../../events/summary.ts";
import type { LocatedEvent, PairedItem } from "../../events/types.ts";
import { formatExchange, formatOther, formatProblem, formatSummary } from "./format.ts";
import type { TailItem } from "./tail.ts";

/** Where a tail prints to; every sink redacts. */
export interface TailSink {
  /** A line for people. */
  line(text: string): void;
  /** A document for machines; nothing unless they were asked for. */
  json(document: unknown, compact?: boolean): void;
  /** A warning. */
  warn(text: string): void;
}

/** What is printed of the log. */
export interface TailReportOptions {
  /** Counts at the end instead of events. */
  summary: boolean;
  /** Only events of this category. */
  category?: string | undefined;
}

/** Prints items as they come and counts them. */
export class TailReport {
  readonly #sink: TailSink;
  readonly #options: TailReportOptions;
  readonly #pairer = new Pairer();
  readonly #summary = new SummaryBuilder();
  #gaps = 0;

  constructor(sink: TailSink, options: TailReportOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  /** Prints and counts one item. */
  add(item: TailItem): void {
    if (item.kind === "gap") {
      this.#gaps++;
      this.#sink.warn(formatProblem(item.gap));
    } else if (item.kind === "problem") {
      this.#summary.add(item);
      if (!this.#options.summary) this.#sink.warn(formatProblem(item.problem));
    } else if (this.#isWanted(item.at)) {
      this.#summary.add(item);
      if (!this.#options.summary) this.#print(item.at);
    }
  }

  /** Prints what is left; gives the counts in words. */
  finish(): string {
    const summary = this.#summary.finish();
    if (this.#options.summary) {
      formatSummary(summary).forEach((line) => this.#sink.line(line));
      this.#sink.json({ ...summary, gaps: this.#gaps });
    } else this.#pairer.rest().forEach((item) => this.#line(item));
    const counts = [`${summary.events} events`, `${summary.pairs} pairs`];
    if (summary.broken > 0) counts.push(`${summary.broken} problems`);
    if (this.#gaps > 0) counts.push(`${this.#gaps} gaps`);
    return counts.join(", ");
  }

  #isWanted(at: LocatedEvent): boolean {
    return this.#options.category === undefined || at.event.category === this.#options.category;
  }

  #print(at: LocatedEvent): void {
    this.#sink.json(at.written ?? at.event, true);
    this.#pairer.push(at).forEach((item) => this.#line(item));
  }

  #line(item: PairedItem): void {
    if (item.kind === "exchange") this.#sink.line(formatExchange(item.exchange));
    else if (item.kind === "other") this.#sink.line(formatOther(item.at));
  }
}
