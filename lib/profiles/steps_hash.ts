/** One hash over all of a profile that decides what its play produces: it ties a result to what was played. */
import { join } from "node:path";
import { Course } from "../files/course.ts";
import { sha256, sha256File } from "../files/hash.ts";
import { existing } from "../files/supplied.ts";
import { walkFiles } from "../files/walk.ts";
import { isObject, stableJson } from "../model/json.ts";
import { filesOfStep } from "../model/step_files.ts";
import type { OnProgress, Tally } from "../model/progress.ts";
import { Hole, type Profile, type Step } from "../model/profile.ts";

/**
 * Hex SHA-256 over steps, variables, expectations, configuration, API, the bytes of the seeds that the steps use,
 * and those in `seed/config/`. Titles, notes and comparisons do not count, nor does the layout of the YAML.
 *
 * @param profile the checked profile, without overlay
 * @param seedDir its seed folder, absolute; a seed that is not there has no hash
 * @param onProgress told which seed is read
 */
export async function stepsHash(
  profile: Profile,
  seedDir: string,
  onProgress?: OnProgress,
): Promise<string> {
  const { steps, variables = {}, expect = {}, metadata } = profile;
  const { config = null, api = null } = metadata;
  const configFiles = (await walkFiles(join(seedDir, "config"))).map((path) => `config/${path}`);
  const files: [path: string, hash: string | null][] = [];
  const paths = [...new Set([...usedSeeds(profile), ...configFiles])].sort();
  const course = await Course.of("read", { of: paths.length }, onProgress);
  for (const path of paths) {
    course.begin(path);
    files.push([path, await hashOf(seedDir, path, course.bytes)]);
  }
  const plainSteps = steps.map(playedPart);
  return sha256(stableJson(plain({ steps: plainSteps, variables, expect, config, api, files })));
}

/**
 * Hex SHA-256 over one step and the seeds that it sends. Its title does not count.
 *
 * @param seedDir as for {@link stepsHash}
 */
export async function stepHash(step: Step, seedDir: string): Promise<string> {
  const rest = playedPart(step);
  const files: [path: string, hash: string | null][] = [];
  for (const path of usedSeeds({ steps: [step] })) files.push([path, await hashOf(seedDir, path)]);
  return sha256(stableJson(plain({ step: rest, files })));
}

/**
 * Hex SHA-256 over what all steps share: variables with the overlay's laid over them, configuration, API.
 *
 * @param laid variables that overlays lay over the profile's
 */
export async function valuesHash(
  profile: Profile,
  seedDir: string,
  laid: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { config = null, api = null } = profile.metadata;
  const files: [path: string, hash: string | null][] = [];
  for (const path of await walkFiles(join(seedDir, "config"))) {
    files.push([path, await hashOf(seedDir, `config/${path}`)]);
  }
  return sha256(stableJson(plain({ variables: { ...profile.variables, ...laid }, config, api, files })));
}

/** A step without what changes nothing that it does. */
function playedPart(step: Step): object {
  const { title: _title, ...rest } = step;
  if (!("recorded" in rest)) return rest;
  const { recorded: _recorded, ...played } = rest;
  return played;
}

function usedSeeds({ steps }: Pick<Profile, "steps">): string[] {
  return steps.flatMap(filesOfStep)
    .flatMap(({ file }) => file instanceof Hole || !("seed" in file) ? [] : [file.seed]);
}

async function hashOf(seedDir: string, path: string, tally?: Tally): Promise<string | null> {
  const file = await existing(seedDir, path);
  return file === undefined ? null : await sha256File(file, tally).catch(() => null);
}

/** Holes as data that no other value of a profile looks like. */
function plain(value: unknown): unknown {
  if (value instanceof Hole) return { "!hole": value.reason };
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}
