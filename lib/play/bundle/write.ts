/** The diagnostic bundle of a play that did not pass: everything that one looks for first, in one folder. */
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { messageOf } from "../../errors.ts";
import { writeAtomic } from "../../files/atomic.ts";
import { makeFolder } from "../../files/make_folder.ts";
import { isPlainRelative } from "../../files/safe_path.ts";
import { textOf } from "../../files/text_bytes.ts";
import { type JsonValue, stableJson } from "../../model/json.ts";
import type { Report } from "../../model/report.ts";
import { cleanStream } from "../../redact/bytes.ts";
import type { Redactor } from "../../redact/redactor.ts";
import { formatBytes } from "../../text/bytes.ts";
import type { RunFiles } from "./run_files.ts";

/** How much of the end of a log is kept, bytes; and how many logs. */
const TAIL = 64 * 1024;
const MOST_LOGS = 200;
/** Paths of the run that are listed. */
const MOST_LISTED = 20_000;
/** Larger files stay in the sandbox, bytes. */
const LARGEST_COPIED = 200 * 1024 * 1024;

/** What goes into a bundle. */
export interface BundleInput {
  folder: string;
  report: Report;
  /** Undefined when the play stopped before it had a run. */
  run: RunFiles | undefined;
  requestLog: string[];
  /** Files of the run that the failed step names. */
  named: string[];
  /** Settings in effect and versions, for `environment.json`. */
  environment: Record<string, unknown>;
  /** Text files that are put beside, by name: the profile, the configuration. */
  texts: Record<string, string>;
  redactor: Redactor;
}

/** What is in it, for its index. */
export interface BundleContents {
  /** Name to what it is, in words. */
  files: Map<string, string>;
  /** What is not in it, and why. */
  left: string[];
}

/** Folder of the bundle of a result. */
export function bundleDir(resultDir: string): string {
  return join(resultDir, "bundle");
}

/** Writes the folder, but for its index and for what is written when the play has ended. */
export async function writeBundle(input: BundleInput): Promise<BundleContents> {
  const { folder, report, redactor, run } = input;
  const contents: BundleContents = { files: new Map(), left: [] };
  await makeFolder(folder);
  const write = async (name: string, text: string, what: string) => {
    await writeAtomic(join(folder, name), redactor.text(text));
    contents.files.set(name, what);
  };
  const environment = redactor.json(JSON.parse(JSON.stringify(input.environment)) as JsonValue);
  await write(
    "environment.json",
    stableJson(environment),
    "versions and settings in effect, without secrets",
  );
  const failed = report.steps.find((step) => step.id === report.failed_step);
  if (failed !== undefined) {
    const clean = redactor.json(JSON.parse(JSON.stringify(failed)) as JsonValue);
    await write("failed_step.json", stableJson(clean), "the failed step: request, expected, got, answer");
  }
  const jobs = jobTexts(report);
  if (jobs !== "") await write("jobs.txt", jobs, "trees of the background jobs, with tracebacks");
  for (const [name, text] of Object.entries(input.texts)) await write(name, text, "as it was played");
  if (input.requestLog.length > 0) {
    await write("server_requests.jsonl", input.requestLog.join("\n") + "\n", "what the embedded server saw");
  }
  if (run === undefined) return contents;
  try {
    await copyLogs(run, input, contents);
    await copyNamed(run, input, contents);
  } catch (error) {
    contents.left.push(`files of the run: ${messageOf(error)}`);
  }
  return contents;
}

function jobTexts({ steps }: Report): string {
  return steps.flatMap(({ id, job }) =>
    job?.tree === undefined && job?.traceback === undefined ? [] : [
      id,
      ...(job.tree ?? []).map((line) => `  ${line}`),
      ...(job.traceback === undefined ? [] : ["", job.traceback.trimEnd()]),
      "",
    ]
  ).join("\n");
}

/** The list of the run's files, and the end of each of its logs. */
async function copyLogs(run: RunFiles, input: BundleInput, contents: BundleContents): Promise<void> {
  const { folder, redactor } = input;
  const files = await run.list();
  const listed = files.slice(0, MOST_LISTED);
  const more = files.length - listed.length;
  const list = [...listed, ...(more > 0 ? [`and ${more} more`] : [])].join("\n");
  await writeAtomic(join(folder, "logs", "files.txt"), redactor.text(`${list}\n`));
  contents.files.set("logs/files.txt", "every file of the run");
  const logs = files.filter((file) => file.endsWith(".log"));
  for (const path of logs.slice(0, MOST_LOGS)) {
    const size = await run.size(path);
    if (size === undefined) {
      contents.left.push(`${path}: the server does not give it out`);
      continue;
    }
    const tail = await tailOf(run, path, size);
    if (tail === undefined) {
      contents.left.push(`${path}: no text (${formatBytes(size)})`);
      continue;
    }
    const name = `logs/${redactor.text(path.replaceAll("/", "-"))}`;
    await writeAtomic(join(folder, name), redactor.text(tail));
    contents.files.set(name, size > TAIL ? `the end of ${path} (${formatBytes(size)})` : path);
  }
  if (logs.length > MOST_LOGS) contents.left.push(`${logs.length - MOST_LOGS} more logs`);
}

/** The end of a file as text, whole lines: half of a secret would not be known for one. */
async function tailOf(run: RunFiles, path: string, size: number): Promise<string | undefined> {
  const from = Math.max(0, size - TAIL);
  const blocks: Uint8Array[] = [];
  let length = 0;
  for await (const block of run.read(path, from)) {
    blocks.push(block);
    length += block.length;
    // A log that grows faster than it is read has an end all the same.
    if (length > 2 * TAIL) break;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const block of blocks) {
    bytes.set(block, at);
    at += block.length;
  }
  const text = textOf(bytes)?.content;
  if (text === undefined || from === 0) return text;
  const line = text.indexOf("\n");
  return `… the first ${formatBytes(from)} are left out\n${line === -1 ? "" : text.slice(line + 1)}`;
}

/** Copies the files that the failed step names, as far as they are there; text goes through the redactor. */
async function copyNamed(run: RunFiles, input: BundleInput, contents: BundleContents): Promise<void> {
  const { folder, redactor } = input;
  for (const path of new Set(input.named)) {
    if (!isPlainRelative(path)) continue;
    const size = await run.size(path);
    if (size === undefined) {
      contents.left.push(`${path}: the failed step names it, and it is not in the run`);
      continue;
    }
    if (size > LARGEST_COPIED) {
      contents.left.push(`${path}: ${formatBytes(size)}, it stays in the sandbox`);
      continue;
    }
    const name = `files/${redactor.text(path)}`;
    await copyClean(run, path, join(folder, name), redactor);
    contents.files.set(name, `${path} of the run, which the failed step names`);
  }
}

/** One file in bounded memory. */
async function copyClean(run: RunFiles, path: string, to: string, redactor: Redactor): Promise<void> {
  await makeFolder(dirname(to));
  const handle = await open(to, "w", 0o600);
  try {
    for await (const block of cleanStream(run.read(path), "", redactor, () => {})) await handle.write(block);
  } finally {
    await handle.close();
  }
}
