/** Copies the outputs that wait for review into a result. */
import { copyFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { summaryPath } from "../compare/keep.ts";
import { summaryText } from "../compare/summary.ts";
import { makeFolder } from "../files/make_folder.ts";
import { writeAtomic } from "../files/atomic.ts";
import { Course } from "../files/course.ts";
import { sha256 as sha256Of, sha256File } from "../files/hash.ts";
import { pathBelow } from "../files/safe_path.ts";
import { stableJson } from "../model/json.ts";
import type { BaselineManifest } from "../model/manifest.ts";
import type { OnProgress } from "../model/progress.ts";
import type { Redactor } from "../redact/redactor.ts";
import type { PendingCandidate } from "./collect.ts";
import { entriesOf, MANIFEST } from "./manifest.ts";
import {
  isVanished,
  LARGEST_KEPT,
  PENDING,
  type Pending,
  pendingDir,
  type PendingItem,
  type TargetKind,
} from "./pending.ts";
import { secretsIn } from "./scan.ts";

/**
 * Copies what waits into `pending/` of the result and writes `pending/pending.json`. Text that seems to hold a
 * secret is not copied; only its hash is noted.
 *
 * @param options.redactor the play's, which knows its passwords and secrets
 * @returns the path of `pending.json`
 */
export async function writePending(options: {
  resultDir: string;
  runDir: string;
  profile: string;
  target: TargetKind;
  complete: boolean;
  manifest: BaselineManifest | undefined;
  items: readonly PendingCandidate[];
  redactor: Redactor;
  serverVersion?: string;
  /** Set of the baseline, where it is not the profile's own. */
  set?: string | undefined;
  /** Step to the HTTP status of its answer. */
  statuses?: Record<string, number>;
  /** Told which file is kept. */
  onProgress?: OnProgress | undefined;
}): Promise<string> {
  const folder = pendingDir(options.resultDir);
  await rm(folder, { recursive: true, force: true });
  await makeFolder(folder);
  const kept = entriesOf(options.manifest);
  const items: PendingItem[] = [];
  const course = await Course.of("keep", { of: options.items.length }, options.onProgress);
  for (const { path, comparison, change } of options.items) {
    const common = { path, comparison, change, baseline_sha256: kept.get(path)?.sha256 ?? null };
    if (isVanished({ change })) {
      items.push({ ...common, size: 0, sha256: null });
      continue;
    }
    const source = await pathBelow(options.runDir, path, "output");
    const { size } = await stat(source);
    course.begin(path, size);
    const sha256 = await sha256File(source, course.bytes);
    const withheld = await withheldReason(path, source, size, options.redactor);
    const item: PendingItem = { ...common, size, sha256, ...(withheld === undefined ? {} : { withheld }) };
    items.push(item);
    const summary = size > LARGEST_KEPT ? await summaryText(source, comparison, { sha256, size }) : undefined;
    if (summary !== undefined) {
      await writeAtomic(await pathBelow(folder, summaryPath(path), "output"), summary);
      item.summary_sha256 = sha256Of(summary);
    }
    if (withheld !== undefined) continue;
    const copy = await pathBelow(folder, path, "output");
    await makeFolder(dirname(copy));
    await copyFile(source, copy);
  }
  const { profile, target, complete, serverVersion, set, statuses } = options;
  const more = {
    ...(set === undefined ? {} : { overlay: set }),
    ...(serverVersion === undefined ? {} : { server_version: serverVersion }),
    ...(statuses === undefined ? {} : { statuses }),
  };
  const pending: Pending = { version: 1, profile, target, complete, ...more, items };
  const file = join(folder, PENDING);
  await writeAtomic(file, stableJson(pending));
  return file;
}

/** Why a file's bytes must not be copied. */
async function withheldReason(
  path: string,
  file: string,
  size: number,
  redactor: Redactor,
): Promise<string | undefined> {
  if (size > LARGEST_KEPT) return "is larger than 100 MB";
  if (path === PENDING || path === MANIFEST) return "has the name of a list of this project";
  const rules = await secretsIn(file, redactor, `pending/${path}`);
  return rules.length === 0 ? undefined : `seems to hold a secret (${rules.join(", ")})`;
}
