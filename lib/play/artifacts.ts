/** What a play leaves beside its report: transcript, the server's own log, the bundle. */
import { copyFile, cp, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import process from "node:process";
import { hasPictures } from "../compare/explain.ts";
import { writeAtomic } from "../files/atomic.ts";
import { bytesBelow } from "../files/newest.ts";
import { stableJson } from "../model/json.ts";
import { storedReport } from "../report/clean.ts";
import { packFolder } from "../results/pack.ts";
import { BUNDLE_LIMIT, placeBundle } from "./bundle/place.ts";
import { bundleReadme } from "./bundle/readme.ts";
import { runFilesOnDisk } from "./bundle/run_files.ts";
import { bundleDir, writeBundle } from "./bundle/write.ts";
import { pathOf } from "./check_run.ts";
import { folderOfAddress, inFolder } from "./outputs/child_run.ts";
import type { PlayState } from "./state.ts";
import { toHar } from "./transcript.ts";

/** Written last, and copied into the bundle then. */
const COPIED = ["report.html", "report.json", "transcript.har", "play.log"];

/** Writes what was sent and answered, and what the embedded server saw. */
export async function writeTranscript(
  { report, options, resultDir, exchanges, log }: PlayState,
  requestLog: string[],
): Promise<void> {
  const { redactor, version } = options;
  report.artifacts["log"] = log.path;
  const transcript = join(resultDir, "transcript.har");
  await writeAtomic(transcript, stableJson(toHar(exchanges, { name: "profile", version }, redactor)));
  report.artifacts["transcript"] = transcript;
  if (requestLog.length === 0) return;
  const requests = join(resultDir, "server_requests.jsonl");
  await writeAtomic(requests, redactor.text(requestLog.join("\n") + "\n"));
  report.artifacts["server_requests"] = requests;
}

/**
 * Gets the run's logs and the files that the failed step names onto this disk, while the connections are open; on a
 * shared disk they are there.
 */
export async function keepLogs(state: PlayState): Promise<void> {
  const { outputs, report, options } = state;
  if (outputs === undefined || report.verdict === "nothing-compared") return;
  // A server that is gone, or that nobody may ask any more, gives out nothing.
  const asks = outputs.kind === "http";
  if (asks && (options.signal.aborted || report.steps.some(({ gone }) => gone === true))) return;
  const files = (await outputs.list())?.map(({ path }) => path) ?? [];
  const runDir = await outputs.folder([...files.filter((path) => path.endsWith(".log")), ...namedBy(state)]);
  state.evidence = { runDir, files };
}

/** Writes the bundle of a play that did not pass, but for what is written last, and puts it in its place. */
export async function fillBundle(state: PlayState, requestLog: string[]): Promise<void> {
  const { report, options, resultDir, evidence } = state;
  const written = bundleDir(resultDir);
  report.artifacts["bundle"] = written;
  state.bundle = await writeBundle({
    folder: written,
    report,
    run: evidence === undefined
      ? undefined
      : { ...runFilesOnDisk(evidence.runDir), list: () => Promise.resolve(evidence.files) },
    requestLog,
    named: namedBy(state),
    environment: environmentOf(state),
    texts: await textsOf(state),
    redactor: options.redactor,
  });
  const { folder, note } = await placeBundle({
    folder: written,
    size: await bytesBelow(written) + await sizeOfCopied(resultDir) +
      (report.artifacts["diff"] === undefined ? 0 : await bytesBelow(report.artifacts["diff"])),
    limit: options.bundle?.limit ?? BUNDLE_LIMIT,
    dataRepo: options.loaded.profile.metadata.data_repo,
    dataRoot: options.dataRoot,
    slug: report.profile,
    timestamp: basename(resultDir),
  });
  report.artifacts["bundle"] = folder;
  if (options.bundle?.zip === true) report.artifacts["zip"] = `${folder}.zip`;
  if (note !== undefined) state.note(note);
}

/** The bundle is whole by itself: report, transcript and log are in it too, and an index in words. */
export async function completeBundle({ report, resultDir, bundle, options }: PlayState): Promise<void> {
  const folder = report.artifacts["bundle"];
  if (folder === undefined || bundle === undefined) return;
  const { diff } = report.artifacts;
  if (diff !== undefined) {
    const what = hasPictures(report.comparisons) ? "pictures" : "views for reports";
    bundle.files.set("diff/", `${what} of outputs that differ from the baseline`);
  }
  const clean = storedReport(report, options.redactor, options.dataRoot);
  await writeAtomic(join(folder, "README.md"), options.redactor.text(bundleReadme(clean, bundle)));
  for (const name of COPIED) await copyFile(join(resultDir, name), join(folder, name));
  if (diff !== undefined) await cp(diff, join(folder, basename(diff)), { recursive: true });
  const { zip } = report.artifacts;
  if (zip !== undefined) {
    await packFolder(folder, `${report.profile}-${basename(resultDir)}`, zip, {
      onProgress: options.onProgress,
    });
  }
}

async function sizeOfCopied(resultDir: string): Promise<number> {
  let sum = 0;
  for (const name of COPIED) sum += await stat(join(resultDir, name)).then(({ size }) => size, () => 0);
  return sum;
}

/** Files that the failed step's expectations and wait name; without a failed step, those that the profile's do. */
function namedBy({ report, sandbox, options: { loaded: { profile } } }: PlayState): string[] {
  const failed = profile.steps.find((step) => step.id === report.failed_step);
  const expect = failed === undefined ? profile.expect : failed.action === "wait" ? undefined : failed.expect;
  const { files = [], log_phrases = [], state = [] } = expect ?? {};
  const waited = [failed?.wait?.["file"], failed?.wait?.["path"]].filter((path) =>
    typeof path === "string" && !path.startsWith("/")
  );
  const { request } = report.steps.find(({ id }) => id === failed?.id) ?? {};
  const folder = request === undefined
    ? ""
    : folderOfAddress(new URL(request.url).pathname, sandbox?.runId ?? "");
  return [
    ...new Set([
      ...files.map(pathOf),
      ...[...log_phrases, ...state].map(({ file }) => file),
      ...waited as string[],
    ]),
  ].map((path) => inFolder(folder, path));
}

/** The profile and the configuration as they were played. */
async function textsOf({ options: { loaded, dataRoot } }: PlayState): Promise<Record<string, string>> {
  const config = await readFile(join(dataRoot, "profiles", "profile.config.yaml"), "utf8").catch(() =>
    undefined
  );
  return {
    ...(loaded.derived === undefined ? { "profile.yaml": loaded.text } : {}),
    ...(config === undefined ? {} : { "profile.config.yaml": config }),
  };
}

function environmentOf({ options, exchanges, report }: PlayState): Record<string, unknown> {
  const { baseUrl, runRoot, scratch, jobTimeout, workerTimeout, overlay, compare, version, embedded } =
    options;
  const server = exchanges.flatMap(({ answer }) => answer?.headers["server"] ?? []).at(-1);
  return {
    profile_version: version,
    runtime: process.version,
    platform: `${process.platform}-${process.arch}`,
    server,
    settings: {
      base_url: baseUrl,
      playback_run_root: runRoot,
      scratch,
      job_timeout_ms: jobTimeout,
      worker_timeout_ms: workerTimeout,
      overlay: overlay?.name,
      compare,
      optional: options.optional,
      keep: options.keep,
      production_hosts: options.productionHosts,
      bundle_limit: options.bundle?.limit ?? BUNDLE_LIMIT,
    },
    steps_sha256: report.source.steps_sha256,
    embedded,
  };
}
