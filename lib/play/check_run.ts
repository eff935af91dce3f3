/** Expectations on the run directory: files that must be there or not, phrases in logs, values of its state. */
import { type LogMark, markLog, phraseFailure, phraseWords } from "../expect/log.ts";
import { stateFailure, stateWords } from "../expect/state.ts";
import { IS_FOLDER, type RunFiles } from "../files/run_files.ts";
import type { FileCheck, RunExpect } from "../model/expect.ts";

/** One expectation and whether it held. */
export interface RunCheck {
  what: string;
  failure?: string;
}

/** How far each log had come when a step began, by file. */
export type LogMarks = ReadonlyMap<string, LogMark>;

/**
 * Notes how far the logs have come that a step looks at from its beginning on.
 *
 * @param names files, as the profile names them
 */
export async function markLogs(files: RunFiles, names: Iterable<string>): Promise<LogMarks> {
  const marks = new Map<string, LogMark>();
  for (const name of names) marks.set(name, await markLog(files, name));
  return marks;
}

/** Checks every expectation; none stops the others. */
export async function checkRun(
  files: RunFiles,
  expect: RunExpect,
  marks: LogMarks = new Map(),
): Promise<RunCheck[]> {
  const checks: RunCheck[] = [];
  for (const file of expect.files ?? []) {
    checks.push(check(`file ${pathOf(file)}`, await fileFailure(files, file)));
  }
  for (const path of expect.absent ?? []) {
    checks.push(check(`no file ${path}`, await absentFailure(files, path)));
  }
  for (const phrase of expect.log_phrases ?? []) {
    const mark = phrase.since === undefined ? undefined : marks.get(phrase.file);
    checks.push(check(phraseWords(phrase), await phraseFailure(files, phrase, mark)));
  }
  for (const state of expect.state ?? []) {
    checks.push(check(stateWords(state), await stateFailure(files, state)));
  }
  return checks;
}

/** How many checks {@link checkRun} makes of it. */
export function countChecks({ files = [], absent = [], log_phrases = [], state = [] }: RunExpect): number {
  return files.length + absent.length + log_phrases.length + state.length;
}

/** The path that a file check names. */
export function pathOf(file: FileCheck): string {
  return typeof file === "string" ? file : file.path;
}

function check(what: string, failure: string | undefined): RunCheck {
  return failure === undefined ? { what } : { what, failure };
}

async function fileFailure(files: RunFiles, file: FileCheck): Promise<string | undefined> {
  const path = pathOf(file);
  const found = await files.look(path);
  if (found === undefined) return `${path} was not produced`;
  const { min_size, max_size }: Exclude<FileCheck, string> = typeof file === "string" ? { path } : file;
  if ("fault" in found) {
    if (found.fault !== IS_FOLDER) return `${path} ${found.fault}`;
    return (min_size ?? max_size) === undefined ? undefined : `${path} is a folder, which has no size`;
  }
  if (min_size !== undefined && found.size < min_size) {
    return `${path} has ${found.size} bytes, expected at least ${min_size}`;
  }
  if (max_size !== undefined && found.size > max_size) {
    return `${path} has ${found.size} bytes, expected at most ${max_size}`;
  }
  return undefined;
}

async function absentFailure(files: RunFiles, path: string): Promise<string | undefined> {
  const found = await files.look(path);
  if (found === undefined) return undefined;
  // What may not be looked at is not known to be absent.
  return "fault" in found && found.unseen === true ? `${path} ${found.fault}` : `${path} is there`;
}
