/** Phrases in logs of a run: there, not there, and since when. */
import { type RunFile, type RunFiles, runText } from "../files/run_files.ts";
import type { LogPhrase } from "../model/expect.ts";
import { patternFailure } from "./pattern.ts";

/** How far a log had come at some moment. */
export interface LogMark {
  size: number;
  identity?: string;
  /** As {@link RunFile.hash}. */
  hash?: string;
}

/** Longest last line that a message shows, characters. */
const SHOWN = 200;

/** How far a log has come; the start when it is not there. */
export async function markLog(files: RunFiles, file: string): Promise<LogMark> {
  const found = await files.look(file);
  if (found === undefined || "fault" in found) return { size: 0 };
  const { changed: _changed, ...mark }: RunFile = found;
  return mark;
}

/**
 * What was written to a log since a mark. A log that became shorter, or another file, was begun anew: all of it is new.
 *
 * @param mark missing: all of it
 * @returns the text, or why there is none in words that follow the name
 */
export async function logSince(
  files: RunFiles,
  file: string,
  mark: LogMark | undefined,
): Promise<{ text: string } | { fault: string }> {
  const found = await files.look(file);
  if (found === undefined) return { fault: "is not there" };
  if ("fault" in found) return found;
  const anew = mark === undefined || found.size < mark.size || found.identity !== mark.identity;
  const text = await runText(files, file, anew ? 0 : mark.size);
  return text === undefined ? { fault: "cannot be read" } : { text };
}

/**
 * What is wrong with a phrase; undefined when nothing is.
 *
 * @param mark where the step began, for phrases that count from there
 */
export async function phraseFailure(
  files: RunFiles,
  phrase: LogPhrase,
  mark: LogMark | undefined,
): Promise<string | undefined> {
  const { file, contains, matches, absent } = phrase;
  const found = await logSince(files, file, mark);
  if ("fault" in found) {
    // A log that was never written does not say what it must not say.
    const silent = contains === undefined && matches === undefined && found.fault === "is not there";
    return silent ? undefined : `${file} ${found.fault}`;
  }
  const { text } = found;
  const since = mark === undefined ? "" : " since the step began";
  const last = text.trimEnd().split("\n").at(-1) ?? "";
  const end = last === "" ? "; it is empty" : `; its last line is "${last.slice(0, SHOWN)}"`;
  const failures: string[] = [];
  if (contains !== undefined && !text.includes(contains)) {
    failures.push(`does not contain "${contains}"${since}${end}`);
  }
  if (matches !== undefined) {
    const failure = await patternFailure(matches, text, "m");
    if (failure !== undefined) failures.push(`${failure}${since}${end}`);
  }
  if (absent !== undefined && text.includes(absent)) {
    const at = text.indexOf(absent);
    const line = text.slice(text.lastIndexOf("\n", at) + 1).split("\n")[0] ?? "";
    failures.push(`says "${absent}"${since}: "${line.slice(0, SHOWN)}"`);
  }
  return failures.length === 0 ? undefined : `${file} ${failures.join(", and ")}`;
}

/** A phrase in words: `"completed" in wepp.log`. */
export function phraseWords({ file, contains, matches, absent }: LogPhrase): string {
  return [
    ...(contains === undefined ? [] : [`"${contains}"`]),
    ...(matches === undefined ? [] : [`/${matches}/`]),
    ...(absent === undefined ? [] : [`no "${absent}"`]),
  ].join(" and ") + ` in ${file}`;
}
