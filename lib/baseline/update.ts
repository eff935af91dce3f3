/** Carries out an update of a baseline: files, manifest, comparisons and ledger in one journalled change. */
import { readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { matchTarget } from "../compare/targets.ts";
import { summaryPath } from "../compare/keep.ts";
import { ProfileError } from "../errors.ts";
import { Course } from "../files/course.ts";
import { sha256 } from "../files/hash.ts";
import { applyJournalled, type Change, type JournalOptions } from "../files/journal.ts";
import { pathBelow } from "../files/safe_path.ts";
import { stableJson } from "../model/json.ts";
import type { BaselineFile, BaselineManifest } from "../model/manifest.ts";
import { type Comparison, Profile } from "../model/profile.ts";
import { readYaml } from "../yaml/source.ts";
import { entriesOf, formatManifest, MANIFEST, readManifest } from "./manifest.ts";
import { checkedCopy, summaryOf } from "./pending_copy.ts";
import { markRejected } from "./reject.ts";
import { type Acceptance, appended, ledgerOf } from "./update_ledger.ts";
import { isPlanned, type UpdatePlan } from "./plan.ts";
import { addComparisons, removeComparisons } from "./profile_edit.ts";

/**
 * Folder in which the journal of an update lies: the one that holds the profile, and its baseline too. Give it
 * to `recoverJournal` before reading either.
 */
export function journalRoot(profileDir: string, baselineDir: string): string {
  let root = dirname(profileDir);
  while (relative(root, baselineDir).split(sep)[0] === ".." && root !== dirname(root)) root = dirname(root);
  return root;
}

/**
 * Writes what was planned: all of it or, whatever happens, nothing.
 *
 * @throws ProfileError usage without a reason, refused when a pending output is not what the result listed
 */
export async function applyUpdate(
  plan: UpdatePlan,
  acceptance: Acceptance,
  options: JournalOptions = {},
): Promise<void> {
  if (acceptance.reason.trim() === "") {
    throw new ProfileError("usage", "An update of a baseline needs a reason", {
      remedy: 'Say why the new outputs are right: --reason "…"',
    });
  }
  if (!isPlanned(plan)) return;
  const { redactor } = acceptance;
  const words: Acceptance = {
    reason: redactor.text(acceptance.reason.trim()),
    by: redactor.text(acceptance.by),
    now: acceptance.now,
    redactor,
  };
  const root = journalRoot(plan.profileDir, plan.baselineDir);
  const inRoot = (path: string) => relative(root, path).split(sep).join("/");
  const changes: Change[] = [];
  const old = entriesOf(plan.manifest);
  /** Hashes of the summaries that are written, by path of the file. */
  const summaries = new Map<string, string>();
  const length = {
    of: plan.accepted.length,
    bytes: () => plan.accepted.reduce((sum, { size }) => sum + size, 0),
  };
  const course = await Course.of("read", length, options.onProgress);
  for (const item of plan.accepted) {
    course.begin(item.path, item.size);
    const target = inRoot(await pathBelow(plan.baselineDir, item.path, "output"));
    const keep = plan.keeps.get(item.path);
    changes.push(
      keep === "file"
        ? { path: target, copyFrom: await checkedCopy(plan, item, course.bytes) }
        : { path: target, remove: true },
    );
    if (keep === "summary") {
      const content = await summaryOf(plan, item);
      summaries.set(item.path, sha256(content));
      changes.push({ path: summaryPath(target), content });
    } else if (old.get(item.path)?.kept === "summary") {
      changes.push({ path: summaryPath(target), remove: true });
    }
  }
  for (const { path } of plan.pruned) {
    const target = inRoot(await pathBelow(plan.baselineDir, path, "output"));
    changes.push({ path: target, remove: true });
    if (old.get(path)?.kept === "summary") changes.push({ path: summaryPath(target), remove: true });
  }
  if (plan.accepted.length + plan.pruned.length > 0) {
    const manifest = newManifest(plan, words, summaries);
    changes.push({ path: inRoot(join(plan.baselineDir, MANIFEST)), content: formatManifest(manifest) });
  }
  const profileFile = join(plan.profileDir, "profile.yaml");
  const dropped = plan.prune ? plan.empty : [];
  const { text, added } = await editedProfile(profileFile, plan);
  if (added.length > 0 || dropped.length > 0) changes.push({ path: inRoot(profileFile), content: text });
  const ledger = join(plan.profileDir, "ledger.jsonl");
  const lines = ledgerOf(plan, words, { added, dropped });
  changes.push({ path: inRoot(ledger), content: await appended(ledger, lines) });
  await applyJournalled(root, `update-baseline-${plan.slug}`, changes, options);
  await markRejected(plan.resultDir, plan.rejected);
}

/**
 * Refuses when another command changed profile or baseline after the plan was made (while a person answered).
 *
 * @param text `profile.yaml` as it was
 * @throws ProfileError refused, with what to do
 */
export async function refuseIfChanged(plan: UpdatePlan, text: string): Promise<void> {
  const file = join(plan.profileDir, "profile.yaml");
  const manifest = await readManifest(plan.baselineDir);
  const isSame = await readFile(file, "utf8").catch(() => undefined) === text &&
    stableJson(manifest ?? {}) === stableJson(plan.manifest ?? {});
  if (isSame) return;
  throw new ProfileError("refused", `Another command changed ${plan.slug} meanwhile: nothing was accepted`, {
    position: { file },
    remedy: `Run profile update-baseline ${plan.slug} again`,
  });
}

function newManifest(
  plan: UpdatePlan,
  { by, now, reason }: Acceptance,
  summaries: ReadonlyMap<string, string>,
): BaselineManifest {
  const files = entriesOf(plan.manifest);
  for (const item of plan.pruned) files.delete(item.path);
  for (const item of plan.accepted) {
    const { path, size, sha256, comparison } = item;
    const entry: BaselineFile = {
      path,
      size,
      sha256: sha256 ?? "",
      kept: plan.keeps.get(path) ?? "file",
      ...(summaries.has(path) ? { summary_sha256: summaries.get(path) } : {}),
      comparison: { target: comparison.target, method: comparison.method },
      accepted: { by, at: now.toISOString(), reason },
    };
    files.set(path, entry);
  }
  const version = plan.pending.server_version ?? plan.manifest?.server_version;
  return {
    version: 1,
    target: plan.pending.target,
    ...(version === undefined ? {} : { server_version: version }),
    ...(plan.set === undefined ? {} : { overlay: plan.set }),
    ...(plan.pending.statuses === undefined ? {} : { statuses: plan.pending.statuses }),
    files: [...files.values()],
  };
}

/** The profile's text with the comparisons of new outputs that none of its own names. */
async function editedProfile(file: string, plan: UpdatePlan): Promise<{ text: string; added: Comparison[] }> {
  const source = await readYaml(file, "profile");
  const targets = (Profile.shape.comparisons.parse(
    (source.content as { comparisons?: unknown } | null)?.comparisons ?? undefined,
  ) ?? []).map((comparison) => comparison.target);
  const added: Comparison[] = [];
  for (const { path, comparison } of plan.accepted) {
    const named = [...targets, ...added.map(({ target }) => target)]
      .some((target) => matchTarget(target, [path], []).length > 0);
    if (!named) added.push(comparison);
  }
  const pruned = plan.prune ? removeComparisons(source.text, plan.empty, file) : source.text;
  return { text: addComparisons(pruned, added, file), added };
}
