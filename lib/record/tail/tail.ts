/** Follows an audit log: what is there, and what is appended while it runs, line by line. */
import { type Line, linesIn } from "../../events/line_reader.ts";
import { parseLine } from "../../events/parse_line.ts";
import type { LogItem } from "../../events/types.ts";
import { Follower } from "./follower.ts";
import type { Chunk, FollowOptions, LogGap } from "./types.ts";

/** How a log is followed. */
export type TailOptions = FollowOptions;

/** What a tail gives: items of the log, and gaps in it. */
export type TailItem = LogItem | { kind: "gap"; gap: LogGap };

/**
 * Gives the events and problems of a log as they come. A line is given when its line end is there; what lacks one
 * is waited for, and is a `torn` problem only when the tail does not follow or the file ends there.
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
  for await (const chunk of new Follower(options).chunks()) {
    if (chunk.kind === "gap") yield chunk;
    for (const { line, number } of linesOf(chunk, options.maxLine)) yield parseLine(line, number);
  }
}

/** The lines of a chunk with their numbers. */
export function* linesOf(chunk: Chunk, maxLine?: number): Generator<{ line: Line; number: number }> {
  if (chunk.kind === "rest") yield { line: chunk.rest, number: chunk.line };
  if (chunk.kind !== "lines") return;
  let number = chunk.line;
  if (chunk.first !== undefined) yield { line: chunk.first, number: number++ };
  for (const line of linesIn(chunk.bytes, chunk.offset, maxLine)) yield { line, number: number++ };
}
