/** What a play does about holes: refuse them, leave their steps out, or take what was suggested. */
import { basename, dirname } from "node:path";
import { type Finding, formatPosition, ProfileError } from "../errors.ts";
import { groupBy } from "../model/group_by.ts";
import { isObject } from "../model/json.ts";
import { Hole, Profile, type Step } from "../model/profile.ts";
import type { FoundHole } from "../profiles/check.ts";
import { addressOfStep, neededSteps } from "../profiles/dependencies.ts";
import type { LoadedProfile } from "../profiles/load.ts";
import { counted } from "../text/counted.ts";
import { shellWord } from "../text/shell_word.ts";

/** `drop` leaves out steps with holes; `suggested` takes suggestions first. */
export type HoleMode = "refuse" | "drop" | "suggested";

/** A step that is not played. */
export interface LeftOutStep {
  id: string;
  action: Step["action"];
  /** Its place among all steps, from 0. */
  index: number;
  /** In words, for the report. */
  reason: string;
}

/** What a play leaves out or takes on trust; with any of it the play is one in part. */
export interface PlayPart {
  leftOut: LeftOutStep[];
  /** Values that were suggested and nobody reviewed: `json.latitude of set-outlet (from watershed.nodb)`. */
  taken: string[];
}

/**
 * Settles the holes of a profile before it is played.
 *
 * Without a mode they are refused, with one exception: WEPPcloud's recorder keeps the body of a URL-encoded form in
 * none of its versions, so that hardly a recording of its own could be played. There such steps are left out when
 * nothing that follows builds on them.
 *
 * @param mode what was asked for
 * @returns the profile that is played, and what is not
 * @throws ProfileError refused, with the place of each hole
 */
export function settleHoles(
  loaded: LoadedProfile,
  mode?: HoleMode,
): { loaded: LoadedProfile; part: PlayPart } {
  refuseAbsent(loaded);
  const part: PlayPart = { leftOut: [], taken: [] };
  const filled = mode === "suggested" ? takeSuggestions(loaded, part) : loaded;
  if (filled.holes.length === 0) return { loaded: filled, part };
  const goes = stepsWithHoles(filled);
  const conflicts = conflictsOf(filled, goes);
  const mayGo = mode === "drop" || mode === "suggested" ||
    (mode === undefined && filled.derived !== undefined && filled.holes.every(isUnrecordable));
  if (!mayGo || conflicts.length > 0) refuse(filled, mode, conflicts);
  const { profile } = filled;
  profile.steps.forEach(({ id, action }, index) => {
    const holes = goes.get(id);
    if (holes !== undefined) part.leftOut.push({ id, action, index, reason: `left out: ${wordsOf(holes)}` });
  });
  const steps = profile.steps.filter(({ id }) => !goes.has(id));
  return { loaded: { ...filled, ...withSteps(filled, steps), holes: [] }, part };
}

/** True when something is left out, or sent on trust. */
export function isPartial(part: PlayPart | undefined): boolean {
  return part !== undefined && part.leftOut.length + part.taken.length > 0;
}

/** The sentence that a play in part begins with; undefined for a whole one. */
export function partWords({ leftOut, taken }: PlayPart): string | undefined {
  const words = [
    ...(leftOut.length === 0 ? [] : [
      `${counted(leftOut.length, "step")} with holes left out: ${leftOut.map(leftOutWords).join(", ")}`,
    ]),
    ...(taken.length === 0 ? [] : [`suggested values that nobody reviewed were sent: ${taken.join(", ")}`]),
  ];
  return words.length === 0 ? undefined : `played in part: ${words.join("; ")}`;
}

function leftOutWords({ id, reason }: LeftOutStep): string {
  return `${id} (${reason.replace(/^left out: /, "")})`;
}

/** The steps by index, and places that still point to them. */
function withSteps({ profile, source }: LoadedProfile, steps: Step[]) {
  const before = profile.steps;
  const locate: typeof source.locate = (path) => {
    const [part, index, ...rest] = path;
    if (part !== "steps" || typeof index !== "number") return source.locate(path);
    const at = before.findIndex(({ id }) => id === steps[index]?.id);
    return source.locate(["steps", at, ...rest]);
  };
  return { profile: { ...profile, steps }, source: { ...source, locate } };
}

function stepsWithHoles({ holes }: LoadedProfile): Map<string, FoundHole[]> {
  return groupBy(holes, ({ step }) => step);
}

/** Why steps with holes cannot go: others build on them. */
function conflictsOf({ profile }: LoadedProfile, goes: ReadonlyMap<string, FoundHole[]>): string[] {
  const needed = neededSteps(profile.steps.map(addressOfStep), ({ step }) => goes.has(step.id));
  return [...needed].map(([{ step, task }, by]) =>
    `step ${step.id} (${wordsOf(goes.get(step.id) ?? [])}) ${
      task === undefined ? "may decide" : "decides"
    } the outcome of ${by.join(", ")}`
  );
}

/** The form of a page that the recorder keeps in no version. */
function isUnrecordable({ field }: FoundHole): boolean {
  return field === "urlencoded";
}

function wordsOf(holes: readonly FoundHole[]): string {
  const [first, ...more] = holes;
  if (first === undefined) return "";
  return `${first.field}: ${first.reason}${more.length === 0 ? "" : ` and ${more.length} more`}`;
}

function holeWords({ step, field, reason, place }: FoundHole): string {
  return `step ${step} lacks ${field}: ${reason} (${place})`;
}

/**
 * Holes are values nobody recorded: playing without them would test something else.
 *
 * @throws ProfileError refused, with the place of each
 */
function refuse(loaded: LoadedProfile, mode: HoleMode | undefined, conflicts: readonly string[]): never {
  const { holes, derived, profile, dir } = loaded;
  const asked = mode === "drop" || mode === "suggested";
  const [first, ...others] = asked ? conflicts : holes.map(holeWords);
  const draft = basename(dirname(dir)) === "_drafts" ? `_drafts/${basename(dir)}` : undefined;
  const name = derived?.name ?? draft ?? profile.metadata.slug;
  const fill = derived === undefined
    ? draft === undefined
      ? "Fill them with profile review on the draft, then promote it again with --replace"
      : `Fill them: profile review ${shellWord(draft)}`
    : `Run profile assemble ${derived.folder} --name ${profile.metadata.slug} and fill them in that draft`;
  const remedy = conflicts.length > 0
    ? `${fill}, or record the session again with profile record proxy`
    : `${fill}, or play the other steps alone: profile play ${name} --holes drop`;
  const what = asked ? "Cannot leave out every step with holes" : "The profile has holes";
  const findings: Finding[] = others.map((message) => ({ message }));
  throw new ProfileError("refused", `${what}: ${first ?? ""}`, { others: findings, remedy });
}

/** A change that was made and not recorded cannot be left out: nobody knows what it was. */
function refuseAbsent({ derived, holes }: LoadedProfile): void {
  const [first, ...others] = derived?.absent ?? [];
  if (derived === undefined || first === undefined) return;
  throw new ProfileError("refused", `The recording lacks ${counted(others.length + 1, "change")}: ${first}`, {
    position: { file: derived.log },
    others: [...others, ...holes.map(holeWords)].map((message) => ({ message })),
    remedy: "Record the session again with profile record proxy",
  });
}

/** The profile with the suggested values in place of the holes that have one. */
function takeSuggestions(loaded: LoadedProfile, part: PlayPart): LoadedProfile {
  const content = filledIn(
    loaded.profile.steps,
    (hole) => hole.suggestion === undefined ? hole : hole.suggestion.value,
  );
  const parsed = Profile.shape.steps.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const position = loaded.source.locate(["steps", ...(issue?.path ?? []).map(asKey)]);
    throw new ProfileError(
      "refused",
      `A suggested value does not fit (${formatPosition(position)}): ${issue?.message ?? "unknown fault"}`,
      { position, remedy: "Fill that hole in profile.yaml" },
    );
  }
  const left: FoundHole[] = [];
  for (const hole of loaded.holes) {
    if (hole.suggestion === undefined) left.push(hole);
    else part.taken.push(`${hole.step}.${hole.field} (from ${hole.suggestion.from})`);
  }
  return { ...loaded, profile: { ...loaded.profile, steps: parsed.data }, holes: left };
}

function filledIn(value: unknown, fill: (hole: Hole) => unknown): unknown {
  if (value instanceof Hole) return fill(value);
  if (Array.isArray(value)) return value.map((item) => filledIn(item, fill));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filledIn(item, fill)]));
}

function asKey(part: PropertyKey): string | number {
  return typeof part === "number" ? part : String(part);
}
