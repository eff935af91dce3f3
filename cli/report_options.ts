/** Reports that `play` writes on request: `--report-<name> <file>` for every reporter, the transcript, and GitHub's. */
import { appendFile, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { messageOf, ProfileError } from "../lib/errors.ts";
import { writeAtomic } from "../lib/files/atomic.ts";
import { parseJson, stableJson } from "../lib/model/json.ts";
import type { Report } from "../lib/model/report.ts";
import { githubAnnotations, githubSummary } from "../lib/report/github.ts";
import type { PlaysDocument } from "../lib/report/document.ts";
import { mergeHars } from "../lib/report/har.ts";
import { REPORTERS } from "../lib/report/registry.ts";
import type { Context } from "./context.ts";
import { option } from "./options.ts";

const HAR = { name: "har", help: "write the transcript as HAR 1.2, for a browser's network tab" };
const FILES = [...REPORTERS, HAR];

/** One option a reporter. */
export function reportOptions() {
  return FILES.map(({ name, help }) => option(`--report-${name} <file>`, `${help} (- for standard output)`));
}

/** The switch for GitHub's annotations and job summary. */
export function githubOption() {
  return option(
    "--report-github",
    "annotate what did not pass, and add to the job summary (always with GITHUB_ACTIONS=true)",
  );
}

/**
 * The files that were asked for, by reporter.
 *
 * @throws ProfileError usage when two reports want standard output
 */
export function reportFiles(options: object): Record<string, string> {
  const given = options as Record<string, unknown>;
  const files = Object.fromEntries(FILES.flatMap(({ name }) => {
    const file = given[`report${name[0]?.toUpperCase()}${name.slice(1)}`];
    return typeof file === "string" ? [[name, file] as const] : [];
  }));
  const toStdout = Object.keys(files).filter((name) => files[name] === "-");
  if (toStdout.length > 1) {
    throw new ProfileError(
      "usage",
      `--report-${toStdout.join(" - and --report-")} - both want standard output`,
      {
        remedy: "Give all but one of them a file",
      },
    );
  }
  return files;
}

/** When a report goes to standard output, words for people go to standard error. */
export function yieldStdout(files: Record<string, string>, { out }: Context): void {
  const taken = Object.keys(files).find((name) => files[name] === "-");
  if (taken === undefined) return;
  if (out.options.json) {
    throw new ProfileError("usage", `--json and --report-${taken} - both want standard output`, {
      remedy: `Give --report-${taken} a file`,
    });
  }
  out.peopleTo = "stderr";
}

/**
 * Writes the reports that were asked for.
 *
 * @param reports clean of secrets
 * @param whole what several are together
 */
export async function writeReports(
  reports: readonly Report[],
  files: Record<string, string>,
  context: Context,
  whole?: PlaysDocument,
): Promise<void> {
  const put = async (file: string, text: string) => {
    if (file === "-") context.out.document(text);
    else await writeAtomic(resolve(context.cwd, file), text);
  };
  for (const { name, render } of REPORTERS) {
    const file = files[name];
    if (file !== undefined) await put(file, render(reports, whole));
  }
  const har = files[HAR.name];
  if (har !== undefined) await put(har, stableJson(mergeHars(await transcripts(reports))));
}

async function transcripts(reports: readonly Report[]): Promise<{ profile: string; har: unknown }[]> {
  const found = [];
  for (const { profile, artifacts } of reports) {
    const file = artifacts["transcript"];
    const text = file === undefined ? undefined : await readFile(file, "utf8").catch(() => undefined);
    if (text !== undefined) found.push({ profile, har: parseJson(text) });
  }
  return found;
}

/**
 * GitHub Actions: annotations in the log, a summary in the file that `GITHUB_STEP_SUMMARY` names.
 *
 * @param asked true with `--report-github`
 */
export async function writeGithub(
  reports: readonly Report[],
  asked: boolean,
  { out, env, cwd }: Context,
): Promise<void> {
  if (!asked && env["GITHUB_ACTIONS"] !== "true") return;
  // The runner reads both streams; with --json nothing else may stand on standard output.
  for (const line of githubAnnotations(reports, env["GITHUB_WORKSPACE"] ?? cwd)) {
    if (out.options.json) out.warn(line);
    else out.result(line);
  }
  const file = env["GITHUB_STEP_SUMMARY"];
  if (file === undefined || file === "") return;
  try {
    await appendFile(file, githubSummary(reports));
  } catch (error) {
    out.warn(`warning: the job summary was not written: ${messageOf(error)}`);
  }
}
