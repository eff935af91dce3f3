/**
 * Follows the bytes of a log through everything that may happen to it: growth, rotation by renaming, copying and
 * truncating, truncation, deletion, replacement, also while nobody looked.
 */
import { LineSplitter } from "../../events/line_reader.ts";
import { changedGap, GAP_MESSAGES, trimmedGap } from "./gaps.ts";
import type { Change, LogFile } from "./log_file.ts";
import { LogFiles } from "./log_files.ts";
import { type Finished, HEAD, MOST_FINISHED, type Piece, pieceOf, type TailPosition } from "./position.ts";
import { newerThan, type Sibling, siblingsOf } from "../../events/siblings.ts";
import { packedRest } from "./packed.ts";
import { placeIn, placeInTrimmed, trimIn } from "./trimmed.ts";
import type { Chunk, FollowOptions, LogGap } from "./types.ts";
import { watchFile } from "./watch.ts";

const LF = 10;
const NOTHING: Piece = pieceOf(0, new Uint8Array(0));

/** Follows one log. Make one, and iterate over {@link Follower.chunks} once. */
export class Follower {
  readonly #options: FollowOptions;
  readonly #files: LogFiles;
  #file: LogFile | undefined;
  #splitter: LineSplitter;
  #line = 1;
  #last: Piece = NOTHING;
  /** A place of an earlier tail that no file was found for yet. */
  #pending: TailPosition | undefined;
  /** Where the file ended that was left last. */
  #left: TailPosition | undefined;
  /** The open file is a copy of one that was cut or removed: what is said when it is left. */
  #copied: "truncated" | "replaced" | undefined;
  /** The open file, when it held no whole line at the last look, and its last change. */
  #empty: { file: LogFile; mtimeNs: bigint } | undefined;
  #begun = false;
  /** Files that were read to their end, the latest last: they are not read again, whatever their name is now. */
  #finished: Finished[] = [];

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#files = new LogFiles(options);
    if (typeof options.from === "object") {
      this.#pending = options.from;
      this.#finished = [...options.from.finished ?? []];
    }
    this.#splitter = this.#newSplitter(0);
  }

  /** Where reading has come to: behind the last whole line that was given. Undefined before there is a file. */
  position(): TailPosition | undefined {
    const file = this.#file;
    if (file === undefined) return this.#pending ?? this.#left;
    const offset = this.#splitter.lineStart;
    const trimmed = trimIn(file.head);
    return {
      dev: file.dev,
      ino: file.ino,
      mtime_ns: String(file.mtimeNs),
      head: file.headBefore(offset),
      last: this.#last,
      offset,
      line: this.#line,
      ...(trimmed === undefined ? {} : { trimmed }),
      ...(this.#finished.length === 0 ? {} : { finished: [...this.#finished] }),
    };
  }

  /** Everything in the log, and with `follow` everything that comes. */
  async *chunks(): AsyncGenerator<Chunk> {
    const { follow, log, pollMs, signal } = this.#options;
    const watcher = follow ? this.#options.watcher ?? watchFile(log, pollMs ?? 250, signal) : undefined;
    try {
      while (!signal?.aborted) {
        yield* this.#open();
        await this.#missed();
        const file = this.#file;
        yield* this.#readAll();
        if (signal?.aborted) return;
        // It was cut while it was read: the new content comes first.
        if (this.#file !== file) continue;
        if (yield* this.#turn(await this.#file?.change() ?? "none")) continue;
        if (watcher === undefined) return yield* this.#rest();
        this.#noteEmpty(this.#file?.mtimeNs);
        yield { kind: "idle" };
        const change = await this.#file?.change() ?? "gone";
        if (change === "none" || change === "gone") await watcher.changed();
      }
    } finally {
      watcher?.close();
      await this.#close();
    }
  }

  /** Remembers a file without a whole line: nothing in it shows when it is copied and cut. */
  #noteEmpty(mtimeNs: bigint | undefined): void {
    const isEmpty = this.#file !== undefined && mtimeNs !== undefined && this.#splitter.lineStart === 0;
    this.#empty = isEmpty && this.#file !== undefined ? { file: this.#file, mtimeNs } : undefined;
  }

  /** What was written to an empty log and then copied away lies in a rotated file that is newer. */
  async #missed(): Promise<void> {
    const empty = this.#empty;
    this.#empty = undefined;
    if (empty === undefined || empty.file !== this.#file) return;
    const { dev, ino } = empty.file;
    const rotated = await siblingsOf(this.#options.log);
    const isOwn = (one: Sibling) => one.dev === dev && one.ino === ino;
    const newer = newerThan(rotated, empty.mtimeNs);
    // When it was renamed itself, what was rotated behind it comes later: all of it, where the clock stood still
    // between that look and its next line.
    const before = rotated.some(isOwn) ? newer.slice(0, Math.max(newer.findIndex(isOwn), 0)) : newer;
    const next = await this.#files.first(before, this.#finished);
    if (next === undefined) return;
    await this.#close();
    this.#use(next, 0, 1, NOTHING);
    this.#copied = "truncated";
  }

  /** Deals with what happened to the file; true when there is more to read because of it. */
  async *#turn(change: Change): AsyncGenerator<Chunk, boolean> {
    const before = this.#file;
    if (before === undefined) return false;
    if (change === "truncated") yield* this.#truncated();
    // A file that is gone may still be written to by who has it open, and others may have been rotated behind it.
    if (change === "gone" || change === "replaced") yield* this.#advance();
    return this.#file !== before;
  }

  /** Opens the log when none is open: at the place of an earlier tail, or where the options say. */
  async *#open(): AsyncGenerator<Chunk> {
    if (this.#file !== undefined) return;
    if (this.#pending !== undefined) yield* this.#resume(this.#pending);
    if (this.#file !== undefined || this.#pending !== undefined || this.#options.signal?.aborted) return;
    const log = await this.#files.log();
    const rotated = this.#begun ? [] : await siblingsOf(this.#options.log);
    const isMeant = this.#options.rotated === true && this.#options.from === "start";
    const first = isMeant ? await this.#files.first(rotated, this.#finished) : undefined;
    if (!isMeant) this.#files.leaveOut(rotated);
    if (first !== undefined) await log?.close();
    const file = first ?? log;
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
    const log = await this.#files.log();
    if (log !== undefined && await log.continues(position)) return await this.#continue(log, position);
    const kept = log === undefined ? undefined : await placeInTrimmed(log, position);
    if (log !== undefined && kept?.isFound) return await this.#continue(log, kept.position);
    const rotated = await siblingsOf(this.#options.log);
    const isCut = log?.dev === position.dev && log.ino === position.ino;
    for (const sibling of rotated) {
      const file = await this.#files.first([sibling], this.#finished);
      if (file === undefined) continue;
      const place = await placeIn(file, position);
      if (place !== undefined) {
        await log?.close();
        // A copy was taken before the log was cut or removed: what came between is in neither.
        const isCopy = place === position && (file.dev !== position.dev || file.ino !== position.ino);
        this.#copied = !isCopy ? undefined : isCut ? "truncated" : "replaced";
        return await this.#continue(file, place);
      }
      await file.close();
    }
    const next = await this.#files.first(newerThan(rotated, BigInt(position.mtime_ns)), this.#finished);
    if (next !== undefined) await log?.close();
    const file = next ?? log;
    const end = yield* packedRest(this.#options.log, position);
    if (end !== undefined) {
      this.#pending = undefined;
      this.#left = end;
      if (file !== undefined) this.#use(file, 0, 1, NOTHING);
      return;
    }
    if (file === undefined) return;
    if (kept !== undefined && file === log) {
      const gap = trimmedGap(position, kept);
      if (gap !== undefined) yield { kind: "gap", gap };
      return await this.#continue(log, kept.position);
    }
    this.#line = position.line;
    yield { kind: "gap", gap: changedGap(position, await file.size(), isCut) };
    this.#pending = undefined;
    this.#use(file, 0, 1, NOTHING);
  }

  async #continue(file: LogFile, position: TailPosition): Promise<void> {
    await file.seek(position.offset);
    this.#use(file, position.offset, position.line, position.last);
    this.#noteEmpty(BigInt(position.mtime_ns));
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
    const rotated = await siblingsOf(this.#options.log);
    for (const sibling of rotated) {
      if (position.offset === 0 || (sibling.dev === cut.dev && sibling.ino === cut.ino)) continue;
      const copy = await this.#files.first([sibling], this.#finished);
      if (copy === undefined) continue;
      if (await copy.continues(position)) {
        await this.#close();
        this.#copied = "truncated";
        return await this.#continue(copy, position);
      }
      await copy.close();
    }
    const lost = cut.position - position.offset;
    const log = await this.#files.log();
    const isCut = (one: Sibling) => one.dev === cut.dev && one.ino === cut.ino;
    const next = await this.#files.first(
      [...newerThan(rotated, cut.mtimeNs), ...rotated.filter(isCut)],
      this.#finished,
    );
    if (next !== undefined) await log?.close();
    yield* this.#leave("truncated", next ?? log, lost);
  }

  /**
   * Another file has the log's name, or none: the open one is read to its end, then the next one is opened. That is
   * one step only, so that a rotation in the middle of it is seen by the next step.
   */
  async *#advance(): AsyncGenerator<Chunk> {
    const old = this.#file;
    // The log first: when it is rotated after that, it is among the rotated ones.
    const log = await this.#files.log();
    const rotated = await siblingsOf(this.#options.log);
    yield* this.#readAll();
    const position = this.position();
    if (old === undefined || position === undefined || this.#file !== old || this.#options.signal?.aborted) {
      // It may have been cut too; then that was dealt with.
      await log?.close();
      return;
    }
    const index = rotated.findIndex(({ dev, ino }) => dev === old.dev && ino === old.ino);
    if (
      position.offset > 0 && this.#copied === undefined && await this.#goOnIn(log, position, index === -1)
    ) {
      return;
    }
    if (await old.isCut()) {
      // Cut before it was renamed: what it holds now was not read.
      await log?.close();
      return yield* this.#truncated();
    }
    // What was rotated behind it has a lower number, or was at least changed later.
    const behind = index === -1 ? [] : rotated.slice(index + 1);
    const next = await this.#files.first(
      [...behind, ...newerThan(rotated, old.mtimeNs)],
      [...this.#finished, finishedAt(position, old.position)],
    );
    if (next !== undefined) await log?.close();
    const file = next ?? log;
    if (file === undefined) return;
    if (file.dev === old.dev && file.ino === old.ino) return await file.close();
    const isPacked = index === -1 && (yield* packedRest(this.#options.log, position)) !== undefined;
    yield* this.#leave(this.#copied ?? (index === -1 && !isPacked ? "replaced" : "rotated"), file);
  }

  /**
   * Goes on in the file that has taken the place of the open one and holds the same lines, or those that a trim left.
   *
   * @param rotated look for it among the rotated files, too
   */
  async #goOnIn(log: LogFile | undefined, position: TailPosition, rotated: boolean): Promise<boolean> {
    const place = log === undefined ? undefined : await placeIn(log, position);
    if (log !== undefined && place !== undefined) {
      await this.#close();
      await this.#continue(log, place);
      return true;
    }
    for (const sibling of rotated ? await siblingsOf(this.#options.log) : []) {
      const file = await this.#files.first([sibling], this.#finished);
      const there = file === undefined ? undefined : await placeInTrimmed(file, position);
      if (file !== undefined && there?.unread.bytes === 0) {
        await log?.close();
        await this.#close();
        await this.#continue(file, there.position);
        return true;
      }
      await file?.close();
    }
    return false;
  }

  /** Gives what is left of the open file and the gap behind it, and goes on with another one. */
  async *#leave(kind: LogGap["kind"], next: LogFile | undefined, bytes = 0): AsyncGenerator<Chunk> {
    const gap: LogGap = {
      kind,
      lost: kind === "rotated" ? "nothing" : "possible",
      ...(bytes === 0 ? {} : { bytes }),
      file: this.#file?.id ?? "",
      line: this.#line,
      offset: this.#splitter.lineStart,
      message: GAP_MESSAGES[kind],
    };
    const position = this.position();
    const size = this.#file?.position ?? 0;
    yield* this.#rest();
    if (position !== undefined) {
      this.#finished = [...this.#finished, finishedAt(position, size)].slice(-MOST_FINISHED);
    }
    yield { kind: "gap", gap };
    await this.#close();
    if (next !== undefined) this.#use(next, 0, 1, NOTHING);
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
    this.#copied = undefined;
    await file?.close();
  }

  #newSplitter(from: number): LineSplitter {
    const { maxLine } = this.#options;
    return new LineSplitter({ from, ...(maxLine === undefined ? {} : { maxLine }) });
  }
}

function finishedAt({ dev, ino, head, last, offset }: TailPosition, size: number): Finished {
  return { dev, ino, head, last, offset, size };
}
