/** An audit log as a stream of events and problems; nothing in the log stops it. */
import { codeOf, messageOf, ProfileError } from "../errors.ts";
import { type LineOptions, readLines } from "./line_reader.ts";
import { parseLine } from "./parse_line.ts";
import type { LogItem } from "./types.ts";

/** Where to begin and how long a line may be, in bytes. */
export interface ReadOptions extends LineOptions {
  /** Number of the line at `from`; default 1. */
  firstLine?: number;
}

/**
 * Reads an audit log of any size in bounded memory, in file order.
 *
 * @param path the log
 * @throws ProfileError when the file cannot be read
 * @example
 * ```ts
 * import { readEvents } from "./read_events.ts";
 * for await (const item of readEvents("run/_logs/profile.events.jsonl")) console.log(item.kind);
 * ```
 */
export async function* readEvents(path: string, options: ReadOptions = {}): AsyncGenerator<LogItem> {
  let number = options.firstLine ?? 1;
  try {
    for await (const line of readLines(path, options)) yield parseLine(line, number++);
  } catch (error) {
    throw logError(path, error);
  }
}

/** What the user reads when a log or its folder cannot be opened or read. */
export function logError(path: string, error: unknown): ProfileError {
  if (error instanceof ProfileError) return error;
  const name = JSON.stringify(path);
  const detail = { position: { file: path }, cause: error };
  switch (codeOf(error)) {
    case "ENOENT":
    case "ENOTDIR":
      return new ProfileError("usage", `There is no file or folder ${name}`, {
        ...detail,
        remedy: "Name a run directory, an audit log (_logs/profile.events.jsonl) or a draft of WEPPcloud",
      });
    case "EACCES":
    case "EPERM":
      return new ProfileError("unavailable", `Reading ${name} is not permitted`, {
        ...detail,
        remedy: "Allow this user to read the file and the folders above it",
      });
    case "EISDIR":
      return new ProfileError("usage", `${name} is a folder, not an audit log`, {
        ...detail,
        remedy: "Name the log itself, or the run directory that holds _logs/profile.events.jsonl",
      });
    default:
      return new ProfileError("unavailable", `Reading ${name} failed: ${messageOf(error)}`, detail);
  }
}
