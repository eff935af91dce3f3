/** What a reviewer can do with a suspect: the option that changes its place, and the one that keeps it. */
import { ProfileError } from "../errors.ts";
import { counted } from "../text/counted.ts";
import { shellWord } from "../text/shell_word.ts";
import type { DraftStatus } from "./status.ts";
import { stepOfSuspect } from "./step_suspects.ts";

type Listed = DraftStatus["suspects"];

/** Where notes of the capture are told to stand. */
export const CAPTURE_NOTES = "captures";

/**
 * The options of `review`, in words.
 *
 * @param number of the suspect in the draft's list, from 1
 */
export function suspectRemedy({ where, field }: Listed[number], number: number): string {
  return `${changeWords(where, field)} changes it; --keep-suspect ${number}: it names nobody`;
}

function changeWords(where: string, field: string): string {
  if (where === CAPTURE_NOTES) return "--notes TEXT";
  const step = stepOfSuspect(where);
  if (step === undefined) return "an editor (reword it in events.jsonl and profile.yaml)";
  if (where === `step ${step}`) return `--set ${shellWord(`${step}.${field}=TEXT`)}`;
  return where.endsWith(", suggestion") ? "--fill of that hole" : "an editor (the name of that file)";
}

/**
 * The suspects that `--keep-suspect` means.
 *
 * @param text number in the list, from 1; `all`; or the place, such as `setname.json.name` or `notes`
 * @throws ProfileError usage when none is meant
 */
export function suspectsMeant(listed: Listed, text: string): Listed {
  if (text === "all" && listed.length > 0) return listed;
  const meant = listed.filter((suspect, index) => String(index + 1) === text || placeOf(suspect) === text);
  if (meant.length > 0) return meant;
  throw new ProfileError("usage", `There is no suspect ${JSON.stringify(text)}`, {
    remedy: listed.length === 0
      ? "The draft has none; leave --keep-suspect out"
      : `The draft has ${
        counted(listed.length, "suspect")
      }: give a number, or all; profile review lists them`,
  });
}

function placeOf({ where, field }: Listed[number]): string {
  return where === CAPTURE_NOTES ? field : `${stepOfSuspect(where) ?? where}.${field}`;
}
