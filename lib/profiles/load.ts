/** Loads a profile, a draft, or a loose `profile.yaml`, checked. */
import { dirname, join, resolve } from "node:path";
import { Profile } from "../model/profile.ts";
import { readYaml, type YamlSource } from "../yaml/source.ts";
import { fail, validateYaml } from "../yaml/validate.ts";
import { asWritten, checkNumbers } from "./as_written.ts";
import {
  checkComparisons,
  checkOverlays,
  checkSeeds,
  checkSlug,
  checkTemplates,
  checkTitle,
  checkWaits,
  findHoles,
  type FoundHole,
} from "./check.ts";
import type { Derived } from "./derived.ts";
import { resolveProfile } from "./resolve.ts";

/** A checked profile and where its parts lie. */
export interface LoadedProfile {
  profile: Profile;
  file: string;
  dir: string;
  text: string;
  source: YamlSource;
  seedDir: string;
  baselineDir: string;
  holes: FoundHole[];
  warnings: string[];
  /** Set when there is no `profile.yaml`: `file` is where it would lie, `dir` and `seedDir` are scratch space. */
  derived?: Derived;
}

/**
 * Loads and checks a profile.
 *
 * @param name slug, `_drafts/x`, or a path to a folder or file
 * @param dataRoot folder that holds `profiles/`
 * @param cwd folder that paths are taken from
 * @param options.seedsLater whether the seeds are there is asked later, by `play`: there it is a prerequisite
 * @throws ProfileError usage with file:line:column of every fault. Holes are no faults here: `play` and `promote`
 *   refuse them.
 */
export async function loadProfile(
  name: string,
  dataRoot: string,
  cwd: string,
  { seedsLater = false }: { seedsLater?: boolean } = {},
): Promise<LoadedProfile> {
  const file = await resolveProfile(name, dataRoot, cwd);
  return await checkSource(await readYaml(file, "profile"), dataRoot, seedsLater ? "any" : new Set());
}

/**
 * Checks a profile whose text is read already, or not written yet.
 *
 * @param coming seeds that will be written together with it; `any`: whether they are there is not asked
 * @throws ProfileError usage as {@link loadProfile}
 */
export async function checkSource(
  source: YamlSource,
  dataRoot: string,
  coming: ReadonlySet<string> | "any" = new Set(),
): Promise<LoadedProfile> {
  const { file } = source;
  const profile = asWritten(validateYaml(source, Profile, "profile"), source);
  const dir = dirname(file);
  const inDataRepo = (path: string) => resolve(dataRoot, profile.metadata.data_repo ?? ".", path);
  const { seed_dir, baseline_dir } = profile.metadata;
  const seedDir = seed_dir === undefined ? join(dir, "seed") : inDataRepo(seed_dir);
  const baselineDir = baseline_dir === undefined ? join(dir, "baseline") : inDataRepo(baseline_dir);
  const seeds = await checkSeeds(profile, source, seedDir, coming);
  const findings = [
    ...checkSlug(profile, source),
    ...checkTemplates(profile, source),
    ...seeds.findings,
    ...checkNumbers(profile, source),
    ...checkWaits(profile, source),
    ...checkComparisons(profile, source),
    ...checkOverlays(profile, source),
  ];
  if (findings.length > 0) fail(findings, "profile");
  const holes = findHoles(profile, source);
  return {
    profile,
    file,
    dir,
    text: source.text,
    source,
    seedDir,
    baselineDir,
    holes,
    warnings: [...seeds.warnings, ...checkTitle(profile)],
  };
}
