/** What following a log takes and gives. */
import type { Line } from "../../events/line_reader.ts";
import type { TailPosition } from "./position.ts";
import type { Watcher } from "./watch.ts";

/** How a log is followed. */
export interface FollowOptions {
  /** Path of the log; with `follow` it may appear later. */
  log: string;
  /** Wait for more at the end of the log. */
  follow: boolean;
  /** Folder that was named: a link in the place of the log that leads out of it is not followed. */
  within?: string | undefined;
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
