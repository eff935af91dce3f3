/** The diagnostic bundle of a play that did not pass: everything that one looks for first, in one folder. */
import { open, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { makeFolder } from "../files/make_folder.ts";
import { writeAtomic } from "../files/atomic.ts";
import { pathBelow } from "../files/safe_path.ts";
import { walkFiles } from "../files/walk.ts";
import { stableJson } from "../model/json.ts";
import type { Report } from "../model/report.ts";
import { cleanBytes } from "../redact/bytes.ts";
import type { Redactor } from "../redact/redactor.ts";

/** How much of the end of a log is kept, bytes. */
const TAIL = 64 * 1024;
/** Larger files stay in the sandbox, bytes. */
const LARGEST_COPIED = 10 * 1024 * 1024;

/** What goes into a bundle. */
export interface BundleInput {
  resultDir: string;
  report: Report;
  runDir: string | undefined;
  requestLog: string[];
  /** Files of the run that the failed step names. */
  named: string[];
  /** Settings in effect and versions, for `environment.json`. */
  environment: Record<string, unknown>;
  redactor: Redactor;
}

/** Folder of the bundle of a result. */
export function bundleDir(resultDir: string): string {
  return join(resultDir, "bundle");
}

/** Writes `bundle/` of a result. */
export async function writeBundle(input: BundleInput): Promise<void> {
  const { report, redactor, runDir } = input;
  const folder = bundleDir(input.resultDir);
  await makeFolder(folder);
  await writeAtomic(join(folder, "environment.json"), redactor.text(stableJson(input.environment)));
  const failed = report.steps.find((step) => step.id === report.failed_step);
  if (failed !== undefined) {
    await writeAtomic(
      join(folder, "failed_step.json"),
      stableJson(redactor.json(JSON.parse(JSON.stringify(failed)))),
    );
  }
  const trees = report.steps.flatMap((step) =>
    step.job?.tree === undefined ? [] : [
      `${step.id}`,
      ...step.job.tree.map((line) => `  ${line}`),
      ...(step.job.traceback === undefined ? [] : ["", step.job.traceback]),
      "",
    ]
  );
  if (trees.length > 0) await writeAtomic(join(folder, "jobs.txt"), redactor.text(trees.join("\n")));
  if (input.requestLog.length > 0) {
    await writeAtomic(
      join(folder, "server_requests.jsonl"),
      redactor.text(input.requestLog.join("\n") + "\n"),
    );
  }
  if (runDir !== undefined) {
    await copyLogTails(runDir, join(folder, "logs"), redactor);
    await copyNamed(input.named, runDir, join(folder, "files"), redactor);
  }
}

/** Copies the files that the failed step names, as far as they are there; text goes through the redactor. */
async function copyNamed(
  named: readonly string[],
  runDir: string,
  folder: string,
  redactor: Redactor,
): Promise<void> {
  for (const path of new Set(named)) {
    const source = await pathBelow(runDir, path, "file");
    const size = await stat(source).then((found) => found.size, () => undefined);
    if (size === undefined || size > LARGEST_COPIED) continue;
    const bytes = await readFile(source);
    await writeAtomic(join(folder, path), cleanBytes(bytes, "", redactor).bytes);
  }
}

async function copyLogTails(runDir: string, folder: string, redactor: Redactor): Promise<void> {
  const files = await walkFiles(runDir);
  await makeFolder(folder);
  await writeAtomic(join(folder, "files.txt"), redactor.text(files.join("\n") + "\n"));
  for (const path of files.filter((file) => file.endsWith(".log"))) {
    const name = redactor.text(path.replaceAll("/", "-"));
    await writeAtomic(join(folder, basename(name)), redactor.text(await tailOf(join(runDir, path))));
  }
}

async function tailOf(path: string): Promise<string> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, TAIL);
    const { buffer } = await handle.read({ buffer: new Uint8Array(length), position: size - length });
    return new TextDecoder().decode(buffer);
  } finally {
    await handle.close();
  }
}
