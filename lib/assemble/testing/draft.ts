/** Reading a draft back, for tests. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { sha256 } from "../../files/hash.ts";
import type { Profile, Step } from "../../model/profile.ts";
import { HOLE_TAGS } from "../../yaml/hole_tag.ts";
import type { AssembleResult } from "../types.ts";

/** The draft's profile as written, not checked. */
export async function profileOf({ draftDir }: AssembleResult): Promise<Profile> {
  const text = await readFile(join(draftDir, "profile.yaml"), "utf8");
  return parse(text, { customTags: HOLE_TAGS }) as Profile;
}

/** Its steps. */
export async function stepsOf(result: AssembleResult): Promise<Step[]> {
  return (await profileOf(result)).steps;
}

/** Ids of steps, in their order. */
export function ids(steps: Step[]): string[] {
  return steps.map(({ id }) => id);
}

/** The files that a step uploads, by field. */
export function filesOf(step: Step | undefined) {
  return step !== undefined && "files" in step ? step.files ?? {} : {};
}

/** The hash of the seed that a step uploads in a field. */
export async function seedHash(
  result: AssembleResult,
  step: Step | undefined,
  field: string,
): Promise<string> {
  const file = filesOf(step)[field];
  assert.ok(file !== undefined && "seed" in file, `${field}: ${JSON.stringify(file)}`);
  return sha256(await readFile(join(result.draftDir, "seed", file.seed)));
}
