/** Which earlier play is gone on with, and whether that may be. */
import { basename } from "node:path";
import { ProfileError } from "../../errors.ts";
import { stepHash, stepsHash, valuesHash } from "../../profiles/steps_hash.ts";
import type { LoadedProfile } from "../../profiles/load.ts";
import { shellWord } from "../../text/shell_word.ts";
import type { ChosenPart } from "../part/choose.ts";
import { changeBefore, refuseLackingValues } from "../part/needs.ts";
import type { SandboxLine } from "./format.ts";
import { isGoingOn, isUnfinished, type PlayRecord, recordsOf } from "./record.ts";
import { mayBeThere } from "./sandboxes.ts";

/** What a play goes on with. */
export interface Continuation {
  /** `resume`: the same play, to its end; `part`: other steps in the same run. */
  mode: "resume" | "part";
  sandbox: SandboxLine;
  /** The play that left it; missing for a sandbox that was named. */
  record?: PlayRecord;
  /** The change whose fate is not known is sent again. */
  redo: boolean;
}

/** A profile as results know it. */
export interface PlayedProfile {
  dataRoot: string;
  slug: string;
  /** See `profileKey`. */
  key: string;
  /** How commands take it. */
  name: string;
}

/**
 * The last unfinished play of a profile.
 *
 * @throws ProfileError usage when there is none, unavailable when it goes on elsewhere
 */
export async function findUnfinished(played: PlayedProfile): Promise<PlayRecord> {
  const { name } = played;
  let newest: PlayRecord | undefined;
  for await (const record of notTakenOver(played)) {
    if (isUnfinished(record)) {
      await refuseGoingOn(record, name);
      return record;
    }
    newest ??= record;
  }
  const how = newest?.end === undefined ? "" : `: the last one ended ${newest.end}`;
  throw new ProfileError("usage", `No play of ${name} was cut short${how}`, {
    remedy: newest?.end === "differences"
      ? `Play again from a step in its sandbox: profile play ${shellWord(name)} --from-step …`
      : `Play it: profile play ${shellWord(name)}`,
  });
}

/** True when a profile has a play that can be resumed, or one that goes on. */
export async function hasUnfinished(played: PlayedProfile): Promise<boolean> {
  for await (const record of notTakenOver(played)) if (isUnfinished(record)) return true;
  return false;
}

/** True when the last play of a profile was cut short. */
export async function wasCutShort({ dataRoot, slug, key }: PlayedProfile): Promise<boolean> {
  for await (const record of recordsOf(dataRoot, slug, key)) return isUnfinished(record);
  return false;
}

/**
 * The play that a part can go on with: the last one of the profile whose sandbox is still there.
 *
 * @throws ProfileError unavailable when it goes on elsewhere
 */
export async function findKept(played: PlayedProfile, runRoot: string): Promise<PlayRecord | undefined> {
  for await (const record of notTakenOver(played)) {
    await refuseGoingOn(record, played.name);
    if (record.sandbox !== undefined && await mayBeThere(record.sandbox, runRoot)) return record;
  }
  return undefined;
}

/**
 * Plays that no other one went on with, newest first. One that was to go on with another, and ended before it had
 * taken anything over, counts for nothing: the other one is as it was.
 */
async function* notTakenOver({ dataRoot, slug, key }: PlayedProfile): AsyncGenerator<PlayRecord> {
  const taken = new Set<string>();
  for await (const record of recordsOf(dataRoot, slug, key)) {
    const { sandbox, continuedBy, begin: { goes_on: before } } = record;
    if (before !== undefined) {
      if (sandbox === undefined && !await isGoingOn(record)) continue;
      taken.add(before);
    }
    if (continuedBy === undefined && !taken.has(basename(record.dir))) yield record;
  }
}

async function refuseGoingOn(record: PlayRecord, name: string): Promise<void> {
  if (!await isGoingOn(record)) return;
  const { pid, host } = record.begin.owner;
  throw new ProfileError("unavailable", `${name} is still being played by process ${pid} on ${host}`, {
    position: { file: record.dir },
    remedy: "Wait until it has ended, or end it",
  });
}

/**
 * Refuses to resume a play of what is another profile by now.
 *
 * @param loaded as it is now, its holes settled
 * @param laid variables that overlays lay over it
 * @throws ProfileError refused, naming the steps that changed
 */
export async function refuseChanged(
  { begin }: PlayRecord,
  loaded: LoadedProfile,
  laid: Readonly<Record<string, unknown>> | undefined,
  name: string,
): Promise<void> {
  const { profile, seedDir } = loaded;
  const steps = await stepsHash(profile, seedDir);
  const values = await valuesHash(profile, seedDir, laid);
  if (steps === begin.steps_sha256 && values === begin.values_sha256) return;
  const changed = await changedSteps(begin.steps, loaded);
  const what = changed.length > 0 ? `the steps ${changed.join(", ")}` : "its values or expectations";
  throw new ProfileError("refused", `${name} was changed since that play: ${what}`, {
    position: { file: loaded.file },
    remedy: `Play it from the start: profile play ${shellWord(name)}, or in part with --from-step`,
  });
}

/**
 * Refuses a part that does not fit to what the earlier play did.
 *
 * @throws ProfileError refused when a step before the part was not done, is another by now, or its values lack
 */
export async function refuseUnfit(
  loaded: LoadedProfile,
  chosen: ChosenPart,
  record: PlayRecord | undefined,
  laid: Readonly<Record<string, unknown>> | undefined,
): Promise<void> {
  refuseLackingValues(loaded, chosen, record?.steps ?? new Map());
  if (record === undefined) return;
  const { profile, seedDir } = loaded;
  const changed = new Set(await changedSteps(record.begin.steps, loaded));
  const lastOfPart = profile.steps.findLastIndex(({ id }) => chosen.ids.has(id));
  const values = await valuesHash(profile, seedDir, laid) !== record.begin.values_sha256;
  for (const [index, step] of profile.steps.slice(0, lastOfPart).entries()) {
    const { id, action } = step;
    if (chosen.ids.has(id) || action === "http_get" || action === "wait") continue;
    if (step.optional === true) continue;
    const done = record.steps.get(index)?.report?.verdict === "passed";
    const why = !done
      ? "was not done in it"
      : changed.has(id)
      ? "was changed since"
      : values
      ? "was played with other values"
      : undefined;
    if (why === undefined) continue;
    throw new ProfileError(
      "refused",
      `The sandbox of the last play is not in the state before this part: ${id} ${why}`,
      {
        position: loaded.source.locate(["steps", index]),
        remedy: `Begin there: --from-step ${id}, or play the whole profile`,
      },
    );
  }
}

/**
 * What is needed and not there: a run in the state before the part.
 *
 * @returns undefined when a fresh sandbox will do
 */
export function lackingRun(
  loaded: LoadedProfile,
  chosen: ChosenPart,
  name: string,
): ProfileError | undefined {
  const needed = changeBefore(loaded.profile, chosen);
  if (needed === undefined) return undefined;
  return new ProfileError(
    "unavailable",
    `This part needs a run in which ${needed.id} was done, and no sandbox of an earlier play of ${name} is left`,
    {
      remedy: `Prepare one with profile play ${
        shellWord(name)
      } --keep (or --to-step), or name one with --sandbox-run`,
    },
  );
}

/** Ids of the steps that are another by now, or at another place. */
async function changedSteps(
  before: readonly { id: string; sha256: string }[],
  { profile, seedDir }: LoadedProfile,
): Promise<string[]> {
  const changed: string[] = [];
  for (const [index, step] of profile.steps.entries()) {
    const same = before[index];
    if (same?.id !== step.id || same.sha256 !== await stepHash(step, seedDir)) changed.push(step.id);
  }
  return [...changed, ...before.slice(profile.steps.length).map(({ id }) => id)];
}
