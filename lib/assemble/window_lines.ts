/** Which events of a log belong to the window, so that only these are read again. */
import { readLines } from "../events/line_reader.ts";
import { parseLine } from "../events/parse_line.ts";
import { logError } from "../events/read_events.ts";
import { readSource } from "../events/read_source.ts";
import type { EventSource, LocatedEvent, LogItem } from "../events/types.ts";

/** Places of the events of a window. */
export class WindowLines {
  /** Lines of a log that is one file; places in the order of reading where it is several. */
  readonly #numbers = new Set<number>();
  #first: LocatedEvent | undefined;
  #last = 0;

  /** Takes an event of the window. */
  add(at: LocatedEvent): void {
    this.#numbers.add(numberOf(at));
    if (this.#first === undefined || at.offset < this.#first.offset) this.#first = at;
    this.#last = Math.max(this.#last, at.line);
  }

  /** Reads the events of the window in file order. */
  async *read(source: EventSource): AsyncGenerator<LogItem> {
    if (source.spool !== undefined) {
      for await (const item of readSource(source)) {
        if (item.kind === "event" && this.#numbers.has(numberOf(item.at))) yield item;
      }
      return;
    }
    if (this.#first === undefined) return;
    let { line: number } = this.#first;
    try {
      for await (const line of readLines(source.log, { from: this.#first.offset })) {
        if (this.#numbers.has(number)) yield parseLine(line, number);
        if (++number > this.#last) return;
      }
    } catch (error) {
      throw logError(source.log, error);
    }
  }
}

function numberOf({ line, ordinal }: LocatedEvent): number {
  return ordinal ?? line;
}
