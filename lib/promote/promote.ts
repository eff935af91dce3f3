/** Turns a reviewed draft into a profile `profiles/<slug>/`. The draft stays where it is. */
import { basename, dirname, join, resolve } from "node:path";
import { addCandidates } from "../baseline/add_candidates.ts";
import { refuseLinks } from "../drafts/own_files.ts";
import { requireWritable } from "../drafts/access.ts";
import { readStatus } from "../drafts/status.ts";
import { ProfileError } from "../errors.ts";
import { applyJournalled, recoverJournal } from "../files/journal.ts";
import { exists } from "../files/safe_path.ts";
import { walkFiles } from "../files/walk.ts";
import type { LedgerEntry } from "../model/ledger.ts";
import { loadProfile } from "../profiles/load.ts";
import { resolveProfile } from "../profiles/resolve.ts";
import { writeProfileSchema } from "../profiles/schema_file.ts";
import { checkSlugWord } from "../profiles/slug.ts";
import { withLockOf, withProfileLock } from "../profiles/work_lock.ts";
import { gather } from "./contents.ts";
import { refuseAbsent, refuseDamagedStatus, refuseHoles, refuseSecrets } from "./gates.ts";
import type { Snapshot } from "./run_copy.ts";
import { planRun, type RunPlan } from "./run_plan.ts";
import { gitLfs, guardSizes } from "../files/size_guard.ts";
import { stillThere } from "./suspects.ts";
import { finishUpgrade, planUpgrade, refuseRunOf, UPGRADE, upgradeChanges } from "./upgrade.ts";
import type { PromoteOptions, PromoteResult } from "./types.ts";
import { writeProfile } from "./write_profile.ts";

/**
 * Promotes a draft. The new profile is built beside the old one and takes its place as a whole, with one rename.
 *
 * @throws ProfileError usage for a wrong slug or an invalid draft; refused for holes, absent changes, links, secrets,
 *   large files, a slug that is taken, or another process at work on the draft or the profile
 * @example
 * ```ts
 * import { createRedactor } from "../redact/redactor.ts";
 * import { promote } from "./promote.ts";
 * const gates = { replace: false, allowLarge: false, redactor: createRedactor() };
 * await promote({ dataRoot: ".", cwd: ".", draft: "_drafts/x", slug: "us-small", now: new Date(), ...gates });
 * ```
 */
export async function promote(options: PromoteOptions): Promise<PromoteResult> {
  const { dataRoot, slug } = options;
  checkSlugWord(slug);
  const draft = await draftPath(options);
  const work = { dataRoot, command: `promote ${slug}` };
  const locked = () => withProfileLock(slug, work, () => promoteLocked(options, draft));
  // A draft that was a profile of that very name is locked by its slug.
  const beside = join(dataRoot, "profiles", "_drafts", basename(draft), "profile.yaml");
  const dir = dirname(await resolveProfile(draft, dataRoot, options.cwd).catch(() => beside));
  return dir === join(dataRoot, "profiles", slug) ? await locked() : await withLockOf(dir, work, locked);
}

async function promoteLocked(options: PromoteOptions, name: string): Promise<PromoteResult> {
  const { dataRoot, slug } = options;
  const profiles = join(dataRoot, "profiles");
  const recovered = [await recover(profiles, basename(name), slug), await finishUpgrade(profiles, slug)]
    .filter((sentence) => sentence !== undefined).join("; ");
  await recoverJournal(join(profiles, "_drafts", basename(name)), ["review"]);
  await refuseLinks(dirname(await resolveProfile(name, dataRoot, options.cwd)));
  const draft = await loadProfile(name, dataRoot, options.cwd);
  if (basename(dirname(draft.dir)) === "_drafts" && options.derivedFrom === undefined) {
    await requireWritable(draft.dir);
  }
  const status = await readStatus(draft.dir);
  await refuseDamagedStatus(status, join(draft.dir, "status.json"));
  refuseAbsent(status?.absent ?? [], join(draft.dir, "status.json"));
  refuseHoles(draft.holes);
  if (draft.profile.steps.length === 0) {
    throw new ProfileError("refused", "The draft has no steps", { position: { file: draft.file } });
  }
  const upgrade = options.replace ? await planUpgrade(profiles, slug) : undefined;
  const old = upgrade === undefined ? await oldFiles(profiles, slug, options.replace) : undefined;
  const entry: LedgerEntry = {
    version: 1,
    at: options.now.toISOString(),
    by: "promote",
    decision: "promote",
    subject: slug,
    reason: old === undefined ? "a new profile" : "replaces the profile of that name",
    evidence: {
      draft: options.derivedFrom ?? options.draft.replace(/^.*\/(?=_drafts\/)/, ""),
    },
  };
  const upgraded: LedgerEntry[] = upgrade === undefined ? [] : [{
    version: 1,
    at: options.now.toISOString(),
    by: "promote",
    decision: UPGRADE,
    subject: slug,
    reason: "takes the place of WEPPcloud's own profile of that name, which was moved away whole",
    evidence: { kept_at: upgrade.keptAt, from: options.derivedFrom ?? slug },
  }];
  if (upgrade !== undefined) refuseRunOf(options.withRun, join(profiles, slug));
  const plan = options.withRun === undefined
    ? undefined
    : await planRun(resolve(options.cwd, options.withRun), profiles, options.redactor.share());
  const entries = [...upgraded, entry];
  const contents = await gather(draft, slug, entries, join(profiles, slug), plan?.runId);
  const compared = await addCandidates(contents.files, draft.dir, options.candidates ?? [], entry.at);
  contents.files = compared.files;
  const sized = [
    ...contents.files,
    ...(plan?.files ?? []).map(({ path, size }) => ({ path: `run/${path}`, size })),
  ];
  const near = await guardSizes(sized, options.allowLarge, gitLfs(dataRoot, `profiles/${slug}`));
  options.onProgress?.({ kind: "task", task: "check" });
  await refuseSecrets(contents.files, draft.dir, options.redactor);
  const suspects = await stillThere(status?.suspects ?? [], contents.files);
  await writeProfileSchema(dataRoot);
  let snapshot: Snapshot | undefined;
  const whole = {
    path: slug,
    build: async (folder: string) => {
      snapshot = await writeProfile(folder, contents.files, plan, options);
    },
  };
  const changes = upgrade === undefined ? [whole] : upgradeChanges(profiles, slug, contents.files, upgrade);
  await applyJournalled(profiles, `promote-${slug}`, changes);
  if (upgrade !== undefined) await finishUpgrade(profiles, slug);
  const own = contents.files.reduce((sum, { size }) => sum + size, 0);
  const gone = (old ?? []).filter((path) => /^baseline(@[^/]+)?\//.test(path));
  return {
    slug,
    dir: join(profiles, slug),
    steps: draft.profile.steps.length,
    seeds: contents.seeds,
    unusedSeeds: contents.unusedSeeds,
    files: contents.files.length + (snapshot?.files ?? 0),
    bytes: own + (snapshot?.bytes ?? 0),
    comparisons: compared.added.length,
    replaced: old !== undefined,
    ...(snapshot === undefined || plan === undefined ? {} : { snapshot: { ...snapshot, run: plan.runId } }),
    baselineFiles: gone.length,
    ...(recovered === "" ? {} : { recovered }),
    ...(upgrade === undefined ? {} : { keptAt: upgrade.keptAt }),
    suspects,
    warnings: [...draft.warnings, ...near, ...otherRun(draft.profile.metadata.recorded?.run_id, plan)],
  };
}

/** Finishes or undoes what earlier commands left of the draft and of the profile; says what. */
async function recover(profiles: string, draft: string, slug: string): Promise<string | undefined> {
  const done = [
    await recoverJournal(join(profiles, "_drafts"), [`assemble-${draft}`, `update-baseline-${draft}`]),
    await recoverJournal(profiles, [`promote-${slug}`, `update-baseline-${slug}`, `archive-${slug}`]),
  ].filter((sentence) => sentence !== undefined);
  return done.length === 0 ? undefined : done.join("; ");
}

/** A snapshot of another run than the recorded one is hardly what was meant. */
function otherRun(recorded: string | undefined, plan: RunPlan | undefined): string[] {
  if (recorded === undefined || plan === undefined || recorded === plan.runId) return [];
  return [`the snapshot is of the folder ${plan.runId}, the draft was recorded from run ${recorded}`];
}

/** `_drafts/x` for `x`, when there is such a draft; anything else as typed. */
async function draftPath({ dataRoot, draft }: PromoteOptions): Promise<string> {
  const inDrafts = `_drafts/${draft.replace(/\/+$/, "")}`;
  return await exists(join(dataRoot, "profiles", inDrafts, "profile.yaml")) ? inDrafts : draft;
}

/** Files of the profile that is there already; undefined when the slug is free. */
async function oldFiles(profiles: string, slug: string, replace: boolean): Promise<string[] | undefined> {
  const dir = join(profiles, slug);
  if (!await exists(dir)) return undefined;
  if (!await exists(join(dir, "profile.yaml"))) {
    const upgrade = await planUpgrade(profiles, slug);
    if (upgrade !== undefined) {
      throw new ProfileError("refused", `${slug} is there already, as a profile that WEPPcloud itself made`, {
        position: { file: dir },
        remedy: `Choose another slug, or say --replace: its files then move to profiles/${upgrade.keptAt}`,
      });
    }
    throw new ProfileError("refused", `${slug} is there already and is no profile of this tool`, {
      position: { file: dir },
      remedy: "Choose another slug, or move that folder away",
    });
  }
  if (!replace) {
    throw new ProfileError("refused", `The profile ${slug} is there already`, {
      position: { file: dir },
      remedy: "Choose another slug, or say --replace (its baseline goes too)",
    });
  }
  return await walkFiles(dir);
}
