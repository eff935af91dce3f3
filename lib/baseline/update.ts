/** Carries out an update of a baseline: files, manifest, comparisons and ledger in one journalled change. */
import { readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { matchTarget } from "../compare/targets.ts";
import { comparatorFor } from "../compare/registry.ts";
import { codeOf, ProfileError } from "../errors.ts";
import { sha256File } from "../files/hash.ts";
import { applyJournalled, type Change, type JournalOptions } from "../files/journal.ts";
import { pathBelow } from "../files/safe_path.ts";
import { stableJson } from "../model/json.ts";
import type { LedgerEntry } from "../model/ledger.ts";
import type { BaselineFile, BaselineManifest } from "../model/manifest.ts";
import { type Comparison, Profile } from "../model/profile.ts";
import type { Redactor } from "../redact/redactor.ts";
import { readYaml } from "../yaml/source.ts";
import { entriesOf, formatManifest, MANIFEST, readManifest } from "./manifest.ts";
import { isVanished, pendingDir, type PendingItem } from "./pending.ts";
import { isPlanned, type UpdatePlan } from "./plan.ts";
import { addComparisons, removeComparisons } from "./profile_edit.ts";

/** Who accepts, why and when. */
export interface Acceptance {
  reason: string;
  by: string;
  now: Date;
  /** That of the data root: what people type goes into the ledger. */
  redactor: Redactor;
}

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
  for (const item of plan.accepted) {
    const target = await pathBelow(plan.baselineDir, item.path, "output");
    if (keptAs(item) === "file") {
      changes.push({ path: inRoot(target), copyFrom: await checkedCopy(plan, item) });
    } else changes.push({ path: inRoot(target), remove: true });
  }
  for (const { path } of plan.pruned) {
    changes.push({ path: inRoot(await pathBelow(plan.baselineDir, path, "output")), remove: true });
  }
  const manifest = newManifest(plan, words);
  changes.push({ path: inRoot(join(plan.baselineDir, MANIFEST)), content: formatManifest(manifest) });
  const profileFile = join(plan.profileDir, "profile.yaml");
  const dropped = plan.prune ? plan.empty : [];
  const { text, added } = await editedProfile(profileFile, plan);
  if (added.length > 0 || dropped.length > 0) changes.push({ path: inRoot(profileFile), content: text });
  const ledger = join(plan.profileDir, "ledger.jsonl");
  const lines = [
    ...ledgerOf(plan, words),
    ...added.map((comparison) => addedEntry(comparison, words)),
    ...dropped.map((target) => droppedEntry(target, words)),
  ];
  changes.push({ path: inRoot(ledger), content: await appended(ledger, lines) });
  await applyJournalled(root, `update-baseline-${plan.slug}`, changes, options);
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

/** Whether the baseline takes the bytes of an output or only its hash. */
function keptAs({ comparison, withheld }: PendingItem): "file" | "hash" {
  return withheld === undefined && (comparatorFor(comparison.method)?.needsFile ?? true) ? "file" : "hash";
}

async function checkedCopy(plan: UpdatePlan, item: PendingItem): Promise<string> {
  const copy = await pathBelow(pendingDir(plan.resultDir), item.path, "pending output");
  const hash = await sha256File(copy).catch(() => undefined);
  if (hash === item.sha256) return copy;
  const what = hash === undefined ? "is not there any more" : "was changed since the play";
  throw new ProfileError("refused", `The pending output "${item.path}" ${what}`, {
    position: { file: copy },
    remedy: `Play again, then review: profile play ${plan.slug}`,
  });
}

function newManifest(plan: UpdatePlan, { by, now, reason }: Acceptance): BaselineManifest {
  const files = entriesOf(plan.manifest);
  for (const item of plan.pruned) files.delete(item.path);
  for (const item of plan.accepted) {
    const { path, size, sha256, comparison } = item;
    const entry: BaselineFile = {
      path,
      size,
      sha256: sha256 ?? "",
      kept: keptAs(item),
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

function droppedEntry(target: string, { by, now, reason }: Acceptance): LedgerEntry {
  return {
    version: 1,
    at: now.toISOString(),
    by: "update-baseline",
    decision: "drop",
    subject: target,
    reason,
    evidence: { accepted_by: by, why: "the comparison names no file, neither kept nor produced" },
  };
}

function ledgerOf(plan: UpdatePlan, { by, now, reason }: Acceptance): LedgerEntry[] {
  const old = entriesOf(plan.manifest);
  const severe = new Map(plan.severe.map((finding) => [finding.path, finding.reason]));
  return [...plan.accepted, ...plan.pruned].map((item) => ({
    version: 1,
    at: now.toISOString(),
    by: "update-baseline",
    decision: isVanished(item) ? "prune" : "accept",
    subject: item.path,
    reason,
    evidence: {
      accepted_by: by,
      change: item.change,
      old_sha256: old.get(item.path)?.sha256 ?? null,
      new_sha256: item.sha256,
      method: item.comparison.method,
      target: plan.pending.target,
      ...(severe.has(item.path) ? { severe: severe.get(item.path) } : {}),
    },
  }));
}

function addedEntry({ target, method }: Comparison, { by, now, reason }: Acceptance): LedgerEntry {
  return {
    version: 1,
    at: now.toISOString(),
    by: "update-baseline",
    decision: "comparison",
    subject: target,
    reason,
    evidence: { accepted_by: by, method },
  };
}

/** The ledger with further lines; what is there stays as it is. */
async function appended(file: string, entries: readonly LedgerEntry[]): Promise<string> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return "";
    throw error;
  });
  const start = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  return start + entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
}
