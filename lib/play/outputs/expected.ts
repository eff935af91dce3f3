/** Which files of a run expectations are about. */
import type { RunExpectations } from "../check_run.ts";
import { inFolder } from "./child_run.ts";

/** Paths that expectations name. */
export function pathsOf({ files = [], absent = [], log_phrases = [] }: RunExpectations): string[] {
  return [...files, ...absent, ...log_phrases.map(({ file }) => file)];
}

/** Expectations of a child run, as those of the sandbox that it lies in. */
export function placed(expect: RunExpectations, folder: string): RunExpectations {
  const place = (path: string) => inFolder(folder, path);
  return {
    files: expect.files?.map(place),
    absent: expect.absent?.map(place),
    log_phrases: expect.log_phrases?.map((phrase) => ({ ...phrase, file: place(phrase.file) })),
  };
}
