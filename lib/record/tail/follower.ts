/**
 * Follows the bytes of a log through everything that may happen to it: growth, rotation by renaming, copying and
 * truncating, truncation, deletion, replacement, also while nobody looked.
 */
import { type Line, LineSplitter } from "../../events/line_reader.ts";
import { logError } from "../../events/read_events.ts";
import { LogFile } from "./log_file.ts";
import { HEAD, type Piece, pieceOf, type TailPosition } from "./position.ts";
import { siblingsOf } from "./siblings.ts";
import { type Watcher, watchFile } from "./watch.ts";

/** How a log is followed. */
export interface FollowOptions {
  /** Path of the log; with `follow` it may appear later. */
  log: string;
  /** Wait for more at the end of the log. */
  follow: boolean;
  /** Where to begin: with the first line, with what is appended from now on, or at a place reached before. */
  from: "start" | "end" | TailPosition;
  /** Ends the tail. */
  signal?: AbortSignal;
  /** Longest time between two looks at the file, in milliseconds. Default 250. */
  pollMs?: number;
  /** Longest line that is read, in bytes. */
  maxLine?: number;
  /** With `from` "start": begin with the files that were rotated away before. */
  rotated?: boolean;
  /** Notices changes; default: the system's notification with polling beside it. */
  watcher?: Watcher;
}

/** A place where lines of the log may be missing, or where another file begins. */
export interface LogGap {
  /**
   * `rotated`: the file was renamed and read to its end; `truncated`: it was cut or written anew; `replaced`: another
   * file has its name and the old one was not found.
   */
  kind: "rotated" | "truncated" | "replaced";
  /** `nothing`, or `possible` when lines that nobody read may have been there. */
  lost: "nothing" | "possible";
  /** Bytes that were seen and are gone, where that is known. */
  bytes?: number;
  /** Where reading had come to: content of the file, line from 1, offset in bytes. */
  file: string;
  line: number;
  offset: number;
  message: string;
}

/** What following gives, in order. The bytes are good until the next chunk is asked for. */
export type Chunk =
  /** Whole lines: `first` may have begun in an earlier chunk, `bytes` are the ones behind it. */
  | { kind: "lines"; file: string; line: number; first: Line | undefined; bytes: Uint8Array; offset: number }
  /** What stands behind the last line end of a file that ends there. */
  | { kind: "rest"; file: string; line: number; rest: Line }
  | { kind: "gap"; gap: LogGap }
  /** All that is there was given. */
  | { kind: "idle" };

const LF = 10;
const NOTHING: Piece = pieceOf(0, new Uint8Array(0));

/** Follows one log. Make one, and iterate over {@link Follower.chunks} once. */
export class Follower {
  readonly #options: FollowOptions;
  #file: LogFile | undefined;
  #splitter: LineSplitter;
  #line = 1;
  #last: Piece = NOTHING;
  /** A place of an earlier tail that no file was found for yet. */
  #pending: TailPosition | undefined;
  /** Where the file ended that was left last. */
  #left: TailPosition | undefined;
  #begun = false;

  constructor(options: FollowOptions) {
    this.#options = options;
    if (typeof options.from === "object") this.#pending = options.from;
    this.#splitter = this.#newSplitter(0);
  }

  /** Where reading has come to: behind the last whole line that was given. Undefined before there is a file. */
  position(): TailPosition | undefined {
    const file = this.#file;
    if (file === undefined) return this.#pending ?? this.#left;
    const offset = this.#splitter.lineStart;
    return {
      dev: file.dev,
      ino: file.ino,
      mtime_ns: String(file.mtimeNs),
      head: file.headBefore(offset),
      last: this.#last,
      offset,
      line: this.#line,
    };
  }

  /** Everything in the log, and with `follow` everything that comes. */
  async *chunks(): AsyncGenerator<Chunk> {
    const { follow, log, pollMs, signal } = this.#options;
    const watcher = follow ? this.#options.watcher ?? watchFile(log, pollMs ?? 250, signal) : undefined;
    try {
      while (!signal?.aborted) {
        yield* this.#open();
        yield* this.#readAll();
        if (signal?.aborted) return;
        if (watcher === undefined) return yield* this.#rest();
        yield { kind: "idle" };
        yield* this.#wait(watcher);
      }
    } finally {
      watcher?.close();
      await this.#close();
    }
  }

  /** Waits for a change, unless there is one already, and deals with a file that is not what it was. */
  async *#wait(watcher: Watcher): AsyncGenerator<Chunk> {
    let change = await this.#file?.change() ?? "gone";
    if (change === "none" || change === "gone") {
      await watcher.changed();
      if (this.#options.signal?.aborted) return;
      change = await this.#file?.change() ?? "gone";
    }
    if (this.#file === undefined) return;
    if (change === "truncated") yield* this.#truncated();
    // A file that is gone may still be written to by who has it open.
    if (change === "gone") yield* this.#readAll();
    if (change === "replaced") yield* this.#replaced();
  }

  /** Opens the log when none is open: at the place of an earlier tail, or where the options say. */
  async *#open(): AsyncGenerator<Chunk> {
    if (this.#file !== undefined) return;
    if (this.#pending !== undefined) yield* this.#resume(this.#pending);
    if (this.#file !== undefined || this.#pending !== undefined || this.#options.signal?.aborted) return;
    if (!this.#begun && this.#options.rotated === true && this.#options.from === "start") {
      this.#begun = true;
      yield* this.#readWhole((await siblingsOf(this.#options.log)).map(({ path }) => path));
      if (this.#file !== undefined) return;
    }
    const file = await this.#openLog();
    if (file === undefined) {
      // "from end" is about what was there at the start; a log that appears later is new as a whole.
      this.#begun = true;
      return;
    }
    if (!this.#begun && this.#options.from === "end") {
      const { lines, last } = await file.skipToEnd();
      const { position } = file;
      await file.seek(last);
      const line = await file.read();
      await file.seek(position);
      this.#last = line instanceof Uint8Array
        ? pieceOf(last, line.slice(0, Math.min(HEAD, position - last)))
        : NOTHING;
      this.#use(file, position, lines + 1, this.#last);
    } else this.#use(file, 0, 1, NOTHING);
  }

  /** Continues an earlier tail. */
  async *#resume(position: TailPosition): AsyncGenerator<Chunk> {
    const log = await this.#openLog();
    if (log !== undefined && await log.continues(position)) return await this.#continue(log, position);
    const rotated = await siblingsOf(this.#options.log);
    for (const [index, { path }] of rotated.entries()) {
      const file = await LogFile.open(path).catch(() => undefined);
      if (file === undefined) continue;
      if (!await file.continues(position)) {
        await file.close();
        continue;
      }
      await log?.close();
      await this.#continue(file, position);
      yield* this.#readAll();
      if (this.#options.signal?.aborted) return;
      const isSame = file.dev === position.dev && file.ino === position.ino;
      // A copy was taken before the log was cut or removed: what came between is in neither.
      const kind = isSame ? "rotated" : log?.ino === position.ino ? "truncated" : "replaced";
      yield* this.#leave(kind, rotated.slice(index + 1).map((later) => later.path));
      return;
    }
    if (log === undefined) return;
    const size = await log.size();
    await log.close();
    this.#line = position.line;
    const isSame = log.dev === position.dev && log.ino === position.ino;
    const later = rotated.filter((one) => one.mtimeNs > BigInt(position.mtime_ns)).map(({ path }) => path);
    yield {
      kind: "gap",
      gap: {
        kind: isSame ? "truncated" : "replaced",
        lost: "possible",
        file: position.head.sha256.slice(0, 16),
        line: position.line,
        offset: position.offset,
        message: size < position.offset
          ? `The log is shorter (${size} bytes) than what was read of it before; what was appended and never read is lost`
          : "The log is not the one that was read before; what was appended to that one and never read is lost",
      },
    };
    this.#left = position;
    this.#pending = undefined;
    yield* this.#readWhole(later);
  }

  async #continue(file: LogFile, position: TailPosition): Promise<void> {
    await file.seek(position.offset);
    this.#use(file, position.offset, position.line, position.last);
    this.#pending = undefined;
  }

  /** Everything up to the present end of the open file. */
  async *#readAll(): AsyncGenerator<Chunk> {
    for (let file = this.#file; file !== undefined; file = this.#file) {
      const block = await file.read();
      if (block === undefined) return;
      if (block === "changed") return yield* this.#truncated();
      yield* this.#push(block, file);
      if (this.#options.signal?.aborted) return;
    }
  }

  *#push(block: Uint8Array, file: LogFile): Generator<Chunk> {
    const { first, bytes, offset } = this.#splitter.whole(block);
    if (first === undefined && bytes.length === 0) return;
    const line = this.#line;
    let begin = 0;
    let last = -1;
    for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, begin)) {
      last = begin;
      begin = at + 1;
      this.#line++;
    }
    if (first !== undefined) this.#line++;
    this.#last = last !== -1
      ? pieceOf(offset + last, bytes.slice(last, Math.min(begin, last + HEAD)))
      : first === undefined
      ? this.#last
      : pieceOf(first.offset, first.bytes.slice(0, HEAD));
    yield { kind: "lines", file: file.id, line, first, bytes, offset };
  }

  /** What stands behind the last line end. */
  *#rest(): Generator<Chunk> {
    const rest = this.#splitter.rest();
    if (rest !== undefined) yield { kind: "rest", file: this.#file?.id ?? "", line: this.#line++, rest };
  }

  /** The file was cut or written anew under its own inode. A copy of what it held may lie beside it. */
  async *#truncated(): AsyncGenerator<Chunk> {
    const position = this.position();
    const cut = this.#file;
    if (position === undefined || cut === undefined) return;
    const read = cut.position;
    const rotated = await siblingsOf(this.#options.log);
    for (const [index, { path, dev, ino }] of rotated.entries()) {
      if (position.offset === 0 || (dev === cut.dev && ino === cut.ino)) continue;
      const copy = await LogFile.open(path).catch(() => undefined);
      if (copy === undefined) continue;
      if (!await copy.continues(position)) {
        await copy.close();
        continue;
      }
      await this.#close();
      await this.#continue(copy, position);
      for (let block = await copy.read(); block instanceof Uint8Array; block = await copy.read()) {
        yield* this.#push(block, copy);
      }
      return yield* this.#leave("truncated", rotated.slice(index + 1).map((later) => later.path));
    }
    const later = rotated.filter((one) => one.mtimeNs > cut.mtimeNs).map(({ path }) => path);
    yield* this.#leave("truncated", later, read - position.offset);
  }

  /** Another file has the log's name: the old one is read to its end, then what was rotated after it. */
  async *#replaced(): AsyncGenerator<Chunk> {
    const old = this.#file;
    yield* this.#readAll();
    const position = this.position();
    // It may have been cut too.
    if (old === undefined || position === undefined || this.#file !== old) return;
    const next = await this.#openLog();
    if (next === undefined) return;
    if (position.offset > 0 && await next.continues(position)) {
      await this.#close();
      return await this.#continue(next, position);
    }
    await next.close();
    const rotated = await siblingsOf(this.#options.log);
    const index = rotated.findIndex(({ dev, ino }) => dev === old.dev && ino === old.ino);
    // Cut before it was renamed: what it holds now was not read.
    const isCut = await old.isCut();
    const later = index === -1
      ? rotated.filter((one) => one.mtimeNs > old.mtimeNs).map(({ path }) => path)
      : rotated.slice(isCut ? index : index + 1).map(({ path }) => path);
    yield* this.#leave(isCut ? "truncated" : index === -1 ? "replaced" : "rotated", later);
  }

  /** Gives what is left of the open file and the gap behind it, then reads the files that came after it. */
  async *#leave(kind: LogGap["kind"], later: readonly string[], bytes = 0): AsyncGenerator<Chunk> {
    const gap: LogGap = {
      kind,
      lost: kind === "rotated" ? "nothing" : "possible",
      ...(bytes === 0 ? {} : { bytes }),
      file: this.#file?.id ?? "",
      line: this.#line,
      offset: this.#splitter.lineStart,
      message: MESSAGES[kind],
    };
    yield* this.#rest();
    yield { kind: "gap", gap };
    await this.#close();
    yield* this.#readWhole(later);
  }

  /** Reads files that were rotated away before anybody looked at them. */
  async *#readWhole(paths: readonly string[]): AsyncGenerator<Chunk> {
    for (const path of paths) {
      const file = await LogFile.open(path).catch(() => undefined);
      if (file === undefined) continue;
      this.#use(file, 0, 1, NOTHING);
      yield* this.#readAll();
      if (this.#options.signal?.aborted || this.#file !== file) return;
      yield* this.#rest();
      yield {
        kind: "gap",
        gap: {
          kind: "rotated",
          lost: "nothing",
          file: file.id,
          line: this.#line,
          offset: file.position,
          message: MESSAGES.rotated,
        },
      };
      await this.#close();
    }
  }

  async #openLog(): Promise<LogFile | undefined> {
    const file = await LogFile.open(this.#options.log);
    if (file === undefined && !this.#options.follow) {
      throw logError(this.#options.log, Object.assign(new Error("not found"), { code: "ENOENT" }));
    }
    return file;
  }

  #use(file: LogFile, offset: number, line: number, last: Piece): void {
    this.#begun = true;
    this.#file = file;
    this.#line = line;
    this.#last = last;
    this.#splitter = this.#newSplitter(offset);
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#left = this.position();
    this.#file = undefined;
    await file?.close();
  }

  #newSplitter(from: number): LineSplitter {
    const { maxLine } = this.#options;
    return new LineSplitter({ from, ...(maxLine === undefined ? {} : { maxLine }) });
  }
}

const MESSAGES: Record<LogGap["kind"], string> = {
  rotated: "The log was rotated; the old file was read to its end",
  truncated: "The log was truncated; what was appended just before may be lost, reading starts over",
  replaced:
    "The log was replaced by a new file; the old one was read to its end, what came between may be lost",
};
