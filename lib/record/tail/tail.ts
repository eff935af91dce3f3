/** Follows an audit log: what is there, and what is appended while it runs. */
import { type Line, LineSplitter } from "../../events/line_reader.ts";
import { parseLine } from "../../events/parse_line.ts";
import { logError, readEvents } from "../../events/read_events.ts";
import type { LogItem } from "../../events/types.ts";
import { LogFile } from "./log_file.ts";
import { watchFile } from "./watch.ts";

/** How a log is followed. */
export interface TailOptions {
  /** Path of the log; with `follow` it may appear later. */
  log: string;
  /** Wait for more at the end of the log. */
  follow: boolean;
  /** Where to begin: with the first line, or with what is appended from now on. */
  from: "start" | "end";
  /** Ends the tail. */
  signal?: AbortSignal;
  /** Longest time between two looks at the file, in milliseconds. Default 250. */
  pollMs?: number;
  /** Longest line that is read, in bytes. */
  maxLine?: number;
}

/** Bytes of the log that may be lost, or a new beginning. */
export interface LogGap {
  kind: "truncated" | "replaced";
  /** Where reading had come to: line from 1, offset in bytes. */
  line: number;
  offset: number;
  message: string;
}

/** What a tail gives: items of the log, and gaps in it. */
export type TailItem = LogItem | { kind: "gap"; gap: LogGap };

/**
 * Gives the events and problems of a log as they come. A line is given when its line end is there; what lacks one
 * is waited for, and is a `torn` problem only when the tail does not follow or the file is replaced.
 *
 * @throws ProfileError when the log cannot be read, or is not there and is not followed
 * @example
 * ```ts
 * import { tail } from "./tail.ts";
 * for await (const item of tail({ log: "run/_logs/profile.events.jsonl", follow: false, from: "start" })) {
 *   console.log(item.kind);
 * }
 * ```
 */
export async function* tail(options: TailOptions): AsyncGenerator<TailItem> {
  // Read as it is, a log may also be compressed.
  if (!options.follow && options.from === "start") return yield* readWhole(options);
  const watcher = options.follow ? watchFile(options.log, options.pollMs ?? 250, options.signal) : undefined;
  const tailer = new Tailer(options);
  try {
    while (!options.signal?.aborted) {
      yield* tailer.readAll();
      if (watcher === undefined) return yield* tailer.rest();
      if (!await tailer.hasMore()) await watcher.changed();
      yield* tailer.turn();
    }
  } finally {
    watcher?.close();
    await tailer.close();
  }
}

async function* readWhole({ log, maxLine, signal }: TailOptions): AsyncGenerator<TailItem> {
  for await (const item of readEvents(log, maxLine === undefined ? {} : { maxLine })) {
    if (signal?.aborted) return;
    yield item;
  }
}

/** One pass after the other over the file that has the log's name. */
class Tailer {
  readonly #options: TailOptions;
  #file: LogFile | undefined;
  #splitter: LineSplitter;
  #line = 1;
  #first = true;

  constructor(options: TailOptions) {
    this.#options = options;
    this.#splitter = this.#newSplitter(0);
  }

  /** Everything up to the present end. */
  async *readAll(): AsyncGenerator<TailItem> {
    this.#file ??= await this.#open();
    const file = this.#file;
    if (file === undefined) return;
    for (let block = await file.read(); block !== undefined; block = await file.read()) {
      for (const line of this.#splitter.push(block)) yield this.#item(line);
      if (this.#options.signal?.aborted) return;
    }
  }

  /** True when there is more to read at once. */
  async hasMore(): Promise<boolean> {
    return this.#file !== undefined && !["none", "gone"].includes(await this.#file.change());
  }

  /** Deals with a file that was cut or replaced; what was appended to the old one is read first. */
  async *turn(): AsyncGenerator<TailItem> {
    const file = this.#file;
    const change = await file?.change();
    if (file === undefined || (change !== "truncated" && change !== "replaced")) return;
    if (change === "replaced") yield* this.readAll();
    const gap: LogGap = {
      kind: change,
      line: this.#line,
      offset: this.#splitter.lineStart,
      message: change === "truncated"
        ? "The log was truncated; what was appended just before may be lost, reading starts over"
        : "The log was replaced by a new file; reading starts over",
    };
    yield* this.rest();
    yield { kind: "gap", gap };
    await this.close();
    this.#line = 1;
    this.#splitter = this.#newSplitter(0);
  }

  /** What stands behind the last line end. */
  *rest(): Generator<TailItem> {
    const line = this.#splitter.rest();
    if (line !== undefined) yield this.#item(line);
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  async #open(): Promise<LogFile | undefined> {
    const file = await LogFile.open(this.#options.log);
    if (file === undefined && !this.#options.follow) {
      throw logError(this.#options.log, Object.assign(new Error("not found"), { code: "ENOENT" }));
    }
    // "from end" is about what was there at the start; a log that appears later is new as a whole.
    if (file !== undefined && this.#first && this.#options.from === "end") {
      this.#line = 1 + await file.skipToEnd();
      this.#splitter = this.#newSplitter(file.position);
    }
    this.#first = false;
    return file;
  }

  #item(line: Line): LogItem {
    return parseLine(line, this.#line++);
  }

  #newSplitter(from: number): LineSplitter {
    const { maxLine } = this.#options;
    return new LineSplitter({ from, ...(maxLine === undefined ? {} : { maxLine }) });
  }
}
