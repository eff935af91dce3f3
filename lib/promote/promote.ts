/** Turns a reviewed draft into a profile `profiles/<slug>/`. The draft stays where it is. */
import { basename, join } from "node:path";
import { readStatus } from "../drafts/status.ts";
import { ProfileError } from "../errors.ts";
import { applyJournalled, recoverJournal } from "../files/journal.ts";
import { exists } from "../files/safe_path.ts";
import { walkFiles } from "../files/walk.ts";
import type { LedgerEntry } from "../model/ledger.ts";
import { Slug } from "../model/profile.ts";
import { loadProfile } from "../profiles/load.ts";
import { RESERVED } from "../profiles/resolve.ts";
import { writeProfileSchema } from "../profiles/schema_file.ts";
import { gather } from "./contents.ts";
import { stillThere } from "./suspects.ts";
import { refuseAbsent, refuseHoles, refuseLarge, refuseSecrets } from "./gates.ts";
import { finishUpgrade, planUpgrade, UPGRADE } from "./upgrade.ts";
import type { PromoteOptions, PromoteResult } from "./types.ts";

/**
 * Promotes a draft.
 *
 * @throws ProfileError usage for a wrong slug or an invalid draft; refused for holes, absent changes, secrets, large
 *   files, or a slug that is taken
 */
export async function promote(options: PromoteOptions): Promise<PromoteResult> {
  const { dataRoot, slug } = options;
  checkSlug(slug);
  const profiles = join(dataRoot, "profiles");
  const name = basename(options.draft);
  await recoverJournal(join(profiles, "_drafts"), [`assemble-${name}`, `update-baseline-${name}`]);
  const recovered = [
    await recoverJournal(profiles, [`promote-${slug}`, `update-baseline-${slug}`]),
    await finishUpgrade(profiles, slug),
  ].filter((sentence) => sentence !== undefined).join("; ");
  const draft = await loadProfile(await draftPath(options), dataRoot, options.cwd);
  const status = await readStatus(draft.dir);
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
  const contents = await gather(draft, slug, [...upgraded, entry], join(options.dataRoot, "profiles", slug));
  refuseLarge(contents.files, options.allowLarge);
  await refuseSecrets(contents.files, draft.dir, options.redactor);
  const suspects = await stillThere(status?.suspects ?? [], contents.files);
  const fresh = new Set(contents.files.map(({ path }) => path));
  const gone = (old ?? []).filter((path) => !fresh.has(path));
  await writeProfileSchema(dataRoot);
  await applyJournalled(profiles, `promote-${slug}`, [
    ...gone.map((path) => ({ path: `${slug}/${path}`, remove: true as const })),
    ...contents.files.map(({ path, from, content }) =>
      from === undefined
        ? { path: `${slug}/${path}`, content: content ?? "" }
        : { path: `${slug}/${path}`, copyFrom: from }
    ),
    ...(upgrade?.beside ?? []).map((name) => ({
      path: `${upgrade?.keptAt}/${name}`,
      copyFrom: join(profiles, slug, name),
    })),
  ]);
  if (upgrade !== undefined) await finishUpgrade(profiles, slug);
  return {
    slug,
    dir: join(profiles, slug),
    steps: draft.profile.steps.length,
    seeds: contents.seeds,
    unusedSeeds: contents.unusedSeeds,
    files: contents.files.length,
    bytes: contents.files.reduce((sum, { size }) => sum + size, 0),
    replaced: old !== undefined,
    baselineFiles: gone.filter((path) => path.startsWith("baseline/")).length,
    ...(recovered === "" ? {} : { recovered }),
    ...(upgrade === undefined ? {} : { keptAt: upgrade.keptAt }),
    suspects,
    warnings: draft.warnings,
  };
}

function checkSlug(slug: string): void {
  if (Slug.safeParse(slug).success && !RESERVED.has(slug)) return;
  throw new ProfileError("usage", `"${slug}" cannot be a slug`, {
    remedy:
      "Use lower-case letters, digits and '-', starting with a letter or digit; not results or archived",
  });
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
