/** The profiles that the command line asks for, before any of them is read: names, globs, all, `--last-failed`. */
import { join } from "node:path";
import { ProfileError } from "../../lib/errors.ts";
import { type Choice, chooseNames } from "../../lib/profiles/choose.ts";
import { resolveProfile, weppcloudFolder } from "../../lib/profiles/resolve.ts";
import { profileKey } from "../../lib/results/key.ts";
import type { Context } from "../context.ts";
import { everyPlayed, lastFailed } from "./last_failed.ts";

/** What of the options decides it. */
export interface AskedFlags {
  all?: true | undefined;
  tag?: string[] | undefined;
  lastFailed?: true | undefined;
}

/** A profile that is asked for, with the name that its results are noted under. */
export interface AskedProfile extends Choice {
  /** See `profileKey`; the name as typed when nothing of that name is there. */
  key: string;
}

/** What is asked for. */
export interface Asked {
  choices: AskedProfile[];
  /** True when every profile of the data root is among them. */
  every: boolean;
}

/**
 * Finds them, in the order asked for. With `--last-failed` only those whose last play did not pass: of the names, or
 * with `--all` or without names of all that were played.
 *
 * @throws ProfileError usage when nothing is named, or nothing is there to choose from
 */
export async function askedProfiles(
  names: readonly string[],
  { all, tag, lastFailed: failedOnly }: AskedFlags,
  context: Context,
): Promise<Asked> {
  const dataRoot = await context.dataRoot();
  const every = all === true || names.length === 0;
  if (failedOnly === true && every) {
    return { choices: await lastFailed(await everyPlayed(dataRoot), false, context), every: false };
  }
  if (names.length === 0 && all !== true && tag === undefined) {
    throw new ProfileError("usage", "No profile is named", {
      remedy: 'Give slugs, a glob such as "us-*", --tag EXPRESSION or --all; profile list shows the names',
    });
  }
  const found = await chooseNames({ names, all: every }, dataRoot, context.cwd);
  const choices = await Promise.all(
    found.map(async (choice) => ({ ...choice, key: await keyOf(choice.name, dataRoot, context.cwd) })),
  );
  return failedOnly === true
    ? { choices: await lastFailed(choices, true, context), every: false }
    : { choices, every };
}

async function keyOf(name: string, dataRoot: string, cwd: string): Promise<string> {
  const made = await weppcloudFolder(name, dataRoot, cwd).catch(() => undefined);
  const file = made === undefined
    ? await resolveProfile(name, dataRoot, cwd).catch(() => undefined)
    : join(made, "profile.yaml");
  return file === undefined ? name : profileKey(file, dataRoot);
}
