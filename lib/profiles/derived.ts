/** A profile that has no `profile.yaml`: its steps were derived from what WEPPcloud itself made. */
import { join } from "node:path";
import type { Position } from "../errors.ts";
import { shellWord } from "../text/shell_word.ts";
import type { LoadedProfile } from "./load.ts";

/** Where the steps of a profile come from, when not from a `profile.yaml`. */
export interface Derived {
  /** `WEPPcloud draft` or `WEPPcloud profile`. */
  kind: string;
  /** Folder that WEPPcloud made, absolute. */
  folder: string;
  /** How commands take it: the slug or `_drafts/<run>/<capture>`, else the path. */
  name: string;
  /** The log that was read, absolute. */
  log: string;
  /** Why this one of two logs. */
  why?: string;
  /** Line of the log where each step begins, by the step's id. */
  lines: ReadonlyMap<string, number>;
  /** Changes that the recording shows traces of but does not hold, in sentences. */
  absent: readonly string[];
}

/**
 * A profile loaded from scratch space, as one of the folder that its steps were derived from: results are kept under
 * that folder's name, and places are lines of its log.
 *
 * @param loaded as loaded from scratch space
 */
export function asDerived(loaded: LoadedProfile, derived: Derived): LoadedProfile {
  const { profile, source } = loaded;
  const placeOf = (id: string | undefined): Position => {
    const line = id === undefined ? undefined : derived.lines.get(id);
    return { file: derived.log, ...(line === undefined ? {} : { line }) };
  };
  const locate = ([part, index]: readonly (string | number)[]): Position =>
    placeOf(part === "steps" && typeof index === "number" ? profile.steps[index]?.id : undefined);
  return {
    ...loaded,
    derived,
    file: join(derived.folder, "profile.yaml"),
    source: { ...source, file: derived.log, locate, locateKey: locate },
    holes: loaded.holes.map((hole) => {
      const { file, line } = placeOf(hole.step);
      return { ...hole, place: line === undefined ? file : `${file}:${line}` };
    }),
  };
}

/** The command that makes a profile of it: in place where it has the slug already. */
export function promoteCommand({ name }: Derived, slug: string): string {
  return `profile promote ${shellWord(name)} ${slug}${name === slug ? " --replace" : ""}`;
}

/** `us-small was made by WEPPcloud itself (WEPPcloud profile): its steps are derived from capture/events.jsonl`. */
export function derivedWords({ kind, name, folder, log, why }: Derived): string {
  const inside = log.startsWith(`${folder}/`) ? log.slice(folder.length + 1) : log;
  const reason = why === undefined ? "" : ` (${why})`;
  return `${name} is WEPPcloud's own recording (${kind}, no profile.yaml): its steps are derived from ${inside}${reason}`;
}
