/** What a tail prints: a line for each exchange, or the events themselves, or counts. */
import { Pairer } from "../../events/pair.ts";
import { SummaryBuilder } from "../../events/summary.ts";
import type { LocatedEvent, PairedItem } from "../../events/types.ts";
import type { TailTest } from "./filter.ts";
import {
  formatExchange,
  formatOther,
  formatProblem,
  formatSummary,
  momentOf,
  type Paint,
  plain,
  since,
} from "./format.ts";
import { counted } from "../../text/counted.ts";
import type { TailItem } from "./tail.ts";

/** A request without an answer is shown after this time, in ms. */
const PATIENCE = 2000;
/** Most requests that are watched for an answer. */
const MOST_PENDING = 10_000;

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
  /** Only what passes; for machines event by event, for people by exchange. */
  wanted?: TailTest | undefined;
  /** Reading did not begin at the log's start, so a request may stand before. */
  partial?: boolean;
  /** Colours, where there are any. */
  paint?: Paint;
  /** Names of the older files of the log that are not read. */
  unread?: readonly string[];
}

/** Prints items as they come and counts them. */
export class TailReport {
  readonly #sink: TailSink;
  readonly #options: TailReportOptions;
  readonly #pairer = new Pairer();
  readonly #summary = new SummaryBuilder();
  /** Requests that were not printed yet: their number, and since when. */
  readonly #pending = new Map<LocatedEvent, { number: number; since: number }>();
  #requests = 0;
  #moment: number | undefined;
  #gaps = 0;

  constructor(sink: TailSink, options: TailReportOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  /**
   * Prints and counts one item.
   *
   * @param now milliseconds of any clock, for requests that wait for their answer
   */
  add(item: TailItem, now = 0): void {
    if (item.kind === "gap") {
      if (item.gap.lost === "possible") this.#gaps++;
      this.#sink.warn(formatProblem(item.gap));
    } else if (item.kind === "problem") {
      this.#summary.add(item);
      if (!this.#options.summary) this.#sink.warn(formatProblem(item.problem));
    } else {
      if (this.#isWanted(item.at)) this.#summary.add(item);
      if (!this.#options.summary) this.#print(item.at, now);
    }
  }

  /** Shows requests that wait for long; call it now and then. */
  idle(now: number): void {
    for (const [at, { since }] of this.#pending) {
      if (now - since < PATIENCE) return;
      this.#pending.delete(at);
      this.#exchange({ kind: "exchange", exchange: { id: at.event.id ?? "", request: at } }, "no answer yet");
    }
  }

  /** How many requests were watched for an answer, and how many of them were printed up to the first that was not. */
  get progress(): { requests: number; printed: number } {
    const [oldest] = this.#pending.values();
    return { requests: this.#requests, printed: oldest?.number ?? this.#requests };
  }

  /** Prints what is left; gives the counts in words. */
  finish(): string {
    const summary = this.#summary.finish();
    if (this.#options.summary) {
      formatSummary(summary).forEach((line) => this.#sink.line(line));
      this.#sink.json({ ...summary, gaps: this.#gaps, unread: this.#options.unread ?? [] });
    } else this.#pairer.rest().forEach((item) => this.#line(item));
    const counts = [counted(summary.events, "event"), counted(summary.pairs, "pair")];
    if (summary.broken > 0) counts.push(counted(summary.broken, "problem"));
    if (this.#gaps > 0) counts.push(counted(this.#gaps, "gap"));
    return counts.join(", ");
  }

  #isWanted(at: LocatedEvent): boolean {
    return this.#options.wanted?.(at.event) ?? true;
  }

  #print(at: LocatedEvent, now: number): void {
    if (this.#isWanted(at)) this.#sink.json(at.written ?? at.event, true);
    for (const item of this.#pairer.push(at)) {
      if (item.kind === "exchange" && item.exchange.request !== undefined) {
        this.#pending.delete(item.exchange.request);
      }
      this.#line(item);
    }
    if (at.event.stage === "request" && at.event.id !== undefined && this.#pending.size < MOST_PENDING) {
      this.#pending.set(at, { number: this.#requests++, since: now });
    }
    if (at.event.stage !== "request") return;
    // An answer that came before its request has completed the pair just now.
    if (!this.#pairer.isOpen(at)) this.#pending.delete(at);
  }

  #line(item: PairedItem): void {
    if (item.kind === "exchange") return this.#exchange(item);
    if (item.kind === "other" && this.#isWanted(item.at)) this.#sink.line(formatOther(item.at));
  }

  #exchange({ exchange }: PairedItem & { kind: "exchange" }, waiting?: string): void {
    const { request, end } = exchange;
    const events = [request?.event, end?.event].filter((event) => event !== undefined);
    if (this.#options.wanted?.(...events) === false) return;
    const moment = momentOf(request?.event ?? end?.event ?? {});
    const relative = since(this.#moment, moment);
    this.#moment = moment ?? this.#moment;
    const { paint = plain, partial = false } = this.#options;
    this.#sink.line(formatExchange(exchange, { paint, relative, waiting, partial }));
  }
}
