/** Expectations on the run directory: files that must be there or not, phrases in logs. */
import { readFile, stat } from "node:fs/promises";
import { codeOf } from "../errors.ts";
import { pathBelow } from "../files/safe_path.ts";

/** What must hold in a run directory. */
export interface RunExpectations {
  files?: string[] | undefined;
  absent?: string[] | undefined;
  log_phrases?: { file: string; contains: string }[] | undefined;
}

/** One expectation and whether it held. */
export interface RunCheck {
  what: string;
  failure?: string;
}

/** Checks every expectation; none stops the others. */
export async function checkRun(runDir: string, expect: RunExpectations): Promise<RunCheck[]> {
  const checks: RunCheck[] = [];
  for (const path of expect.files ?? []) {
    checks.push(check(`file ${path}`, await isThere(runDir, path) ? undefined : `${path} was not produced`));
  }
  for (const path of expect.absent ?? []) {
    checks.push(check(`no file ${path}`, await isThere(runDir, path) ? `${path} is there` : undefined));
  }
  for (const { file, contains } of expect.log_phrases ?? []) {
    checks.push(check(`"${contains}" in ${file}`, await phraseFailure(runDir, file, contains)));
  }
  return checks;
}

function check(what: string, failure: string | undefined): RunCheck {
  return failure === undefined ? { what } : { what, failure };
}

async function isThere(runDir: string, path: string): Promise<boolean> {
  return await stat(await pathBelow(runDir, path)).then(() => true, () => false);
}

async function phraseFailure(runDir: string, file: string, phrase: string): Promise<string | undefined> {
  try {
    const text = await readFile(await pathBelow(runDir, file), "utf8");
    if (text.includes(phrase)) return undefined;
    const last = text.trimEnd().split("\n").at(-1) ?? "";
    return `${file} does not contain "${phrase}"; its last line is "${last.slice(0, 200)}"`;
  } catch (error) {
    return `${file} cannot be read: ${codeOf(error) ?? "error"}`;
  }
}
