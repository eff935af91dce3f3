/** A part of a profile's steps: `--from-step`, `--to-step`, `--only`. */
import { ProfileError } from "../../errors.ts";
import type { Step } from "../../model/profile.ts";
import type { LoadedProfile } from "../../profiles/load.ts";
import { closest } from "../../text/closest.ts";
import type { Part } from "../resume/format.ts";

/** The steps that were asked for. */
export interface ChosenPart {
  /** As asked for. */
  asked: Part;
  /** Ids of the steps in it. */
  ids: ReadonlySet<string>;
  /** Ids that were named one by one: they run, optional or not. */
  named: ReadonlySet<string>;
  /** The part goes on to the profile's end without a gap: what it produces can be compared. */
  reachesEnd: boolean;
}

/**
 * The steps of a part.
 *
 * @param asked ids; `only` also takes spans `a..b`
 * @throws ProfileError usage for an id that the profile does not have, with the nearest one
 */
export function choosePart({ profile, file }: LoadedProfile, asked: Part): ChosenPart {
  const { steps } = profile;
  const { from, to, only } = asked;
  if (only !== undefined && (from !== undefined || to !== undefined)) {
    throw new ProfileError("usage", "--only does not go with --from-step and --to-step", {
      remedy: "Write a span as --only first..last",
    });
  }
  const place = (id: string, option: string) => placeOf(steps, id, option, file);
  const last = steps.length - 1;
  if (only === undefined) {
    const first = from === undefined ? 0 : place(from, "--from-step");
    const end = to === undefined ? last : place(to, "--to-step");
    if (first > end) throw backwards(`--from-step ${from ?? ""}`, `--to-step ${to ?? ""}`);
    return {
      asked,
      ids: new Set(steps.slice(first, end + 1).map(({ id }) => id)),
      named: new Set([from, to].flatMap((id) => id ?? [])),
      reachesEnd: end === last,
    };
  }
  const ids = new Set<string>();
  const named = new Set<string>();
  for (const word of only) {
    const [first, end] = steps.some(({ id }) => id === word) ? [word, word] : spanOf(word);
    const [low, high] = [place(first, "--only"), place(end, "--only")];
    if (low > high) throw backwards(first, end);
    for (const { id } of steps.slice(low, high + 1)) ids.add(id);
    for (const id of [first, end]) named.add(id);
  }
  return { asked, ids, named, reachesEnd: false };
}

/** `--from-step build-soils --to-step run-wepp`, as it is typed. */
export function partWords({ from, to, only }: Part): string {
  return [
    ...(from === undefined ? [] : [`--from-step ${from}`]),
    ...(to === undefined ? [] : [`--to-step ${to}`]),
    ...(only === undefined ? [] : [`--only ${only.join(",")}`]),
  ].join(" ");
}

function spanOf(word: string): [string, string] {
  const at = word.indexOf("..");
  return at === -1 ? [word, word] : [word.slice(0, at), word.slice(at + 2)];
}

function placeOf(steps: readonly Step[], id: string, option: string, file: string): number {
  const at = steps.findIndex((step) => step.id === id);
  if (at !== -1) return at;
  const near = closest(id, steps.map((step) => step.id));
  throw new ProfileError("usage", `${option}: the profile has no step "${id}"`, {
    position: { file },
    remedy: near === undefined
      ? "The profile's steps are shown by profile play --dry-run"
      : `Did you mean "${near}"?`,
  });
}

function backwards(first: string, last: string): ProfileError {
  return new ProfileError("usage", `${first} comes after ${last} in the profile`, {
    remedy: "Name them in the order of the profile's steps",
  });
}
