/** Reading a draft back, for tests. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
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
