/** Reports that `play` writes on request: `--report-<name> <file>` for every reporter, the transcript, and GitHub's. */
import { appendFile, readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { codeOf, messageOf, ProfileError } from "../lib/errors.ts";
import { writeAtomic } from "../lib/files/atomic.ts";
import { whyNotWritable } from "../lib/files/can_write.ts";
import { parseJson, stableJson } from "../lib/model/json.ts";
import type { Report } from "../lib/model/report.ts";
import { cleanReport, storedReport } from "../lib/report/clean.ts";
import { githubAnnotations, githubSummary } from "../lib/report/github.ts";
import { cleanDocument, type PlaysDocument } from "../lib/report/document.ts";
import { mergeHars } from "../lib/report/har.ts";
import { REPORTERS } from "../lib/report/registry.ts";
import { filesBeside } from "../lib/report/result_files.ts";
import type { Context } from "./context.ts";
import { option } from "./options.ts";
import type { Output } from "./output.ts";

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

/**
 * What cannot be written is told before the first step, not after the last one.
 *
 * @throws ProfileError usage, with option and path
 */
export async function checkReportPlaces(files: Record<string, string>, { cwd }: Context): Promise<void> {
  for (const [name, file] of Object.entries(files)) {
    const why = file === "-" ? undefined : await whyNotWritable(resolve(cwd, file));
    if (why === undefined) continue;
    throw new ProfileError("usage", `--report-${name} ${file}: ${why}`, {
      remedy: "Name a file in a folder that is there, or that can be made",
    });
  }
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
 * @param reports they are cleaned here: a file is not read by who sees the terminal
 * @param whole what several are together
 * @throws ProfileError unavailable when one cannot be written, with option and path
 */
export async function writeReports(
  reports: readonly Report[],
  files: Record<string, string>,
  context: Context,
  whole?: PlaysDocument,
): Promise<void> {
  const { out, cwd } = context;
  // Results of other machines are merged also where there is no data root.
  const dataRoot = await context.dataRoot().catch(() => cwd);
  const put = async (name: string, file: string, text: string) => {
    if (file === "-") return out.document(text);
    await writeAtomic(resolve(cwd, file), text).catch((error: unknown) => {
      throw new ProfileError(
        "unavailable",
        `--report-${name} ${file} cannot be written (${codeOf(error) ?? messageOf(error)})`,
        {
          remedy:
            "Check that there is room and that you may write there; profile report --merge writes it anew",
          cause: error,
        },
      );
    });
  };
  for (const { name, render } of REPORTERS) {
    const file = files[name];
    if (file === undefined) continue;
    const clean = reports.map((report) =>
      file === "-" ? cleanReport(report, out.shown) : storedReport(report, out.redactor, dataRoot)
    );
    const redactor = file === "-" ? out.shown : out.redactor;
    const all = whole && cleanDocument(whole, clean, (line) => redactor.text(line));
    const page = file === "-" ? undefined : dirname(resolve(cwd, file));
    await put(name, file, await render(clean, all, filesBeside(reports, dataRoot, page)));
  }
  const har = files[HAR.name];
  if (har !== undefined) {
    await put(HAR.name, har, stableJson(mergeHars(await transcripts(reports, dataRoot, out))));
  }
}

/** Nothing is left out in silence, but for plays that sent nothing. */
async function transcripts(
  reports: readonly Report[],
  dataRoot: string,
  out: Output,
): Promise<{ profile: string; har: unknown }[]> {
  const found = [];
  for (const { profile, artifacts: { transcript } } of reports) {
    if (transcript === undefined) continue;
    const file = resolve(dataRoot, transcript);
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text !== undefined) found.push({ profile, har: parseJson(text) });
    else out.warn(`warning: the transcript of ${profile} is not there: ${file}`);
  }
  return found;
}

/**
 * GitHub Actions: annotations in the log, a summary in the file that `GITHUB_STEP_SUMMARY` names.
 *
 * @param asked true with `--report-github`
 * @param how.annotate false for what other jobs of the workflow have annotated
 */
export async function writeGithub(
  reports: readonly Report[],
  asked: boolean,
  { out, env, cwd, dataRoot }: Context,
  { annotate = true } = {},
): Promise<void> {
  if (!asked && env["GITHUB_ACTIONS"] !== "true") return;
  // Results of other machines are merged also where there is no data root.
  const folders = { workspace: env["GITHUB_WORKSPACE"] ?? cwd, dataRoot: await dataRoot().catch(() => cwd) };
  // The runner reads both streams; with --json nothing else may stand on standard output.
  const shown = annotate ? reports.map((report) => cleanReport(report, out.shown)) : [];
  for (const line of githubAnnotations(shown, folders)) {
    if (out.options.json) out.warn(line);
    else out.result(line);
  }
  const file = env["GITHUB_STEP_SUMMARY"];
  if (file === undefined || file === "") return;
  try {
    const stored = reports.map((report) => storedReport(report, out.redactor, folders.dataRoot));
    await appendFile(file, githubSummary(stored));
  } catch (error) {
    out.warn(`warning: the job summary was not written: ${messageOf(error)}`);
  }
}
