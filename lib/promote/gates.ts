/** What a draft must pass before it becomes a profile: no holes, no absent changes, no secrets, no huge files. */
import { type Finding, ProfileError } from "../errors.ts";
import type { FoundHole } from "../profiles/check.ts";
import type { Redactor } from "../redact/redactor.ts";
import { secretFindings } from "../redact/scan.ts";
import { counted } from "../text/counted.ts";
import type { PromotedFile } from "./types.ts";

const MB = 1_000_000;
/** Files above need `--allow-large`. */
const LARGE = 50 * MB;
/** Files above are never taken. */
const TOO_LARGE = 100 * MB;

/**
 * Refuses a draft that has holes.
 *
 * @throws ProfileError refused with file:line:column of every hole
 */
export function refuseHoles(holes: readonly FoundHole[]): void {
  const findings = holes.map(({ place, step, field, reason }): Finding => ({
    message: `${step}.${field}: ${reason}`,
    position: positionOf(place),
  }));
  const [first, ...others] = findings;
  if (first === undefined) return;
  throw new ProfileError(
    "refused",
    `The draft has ${counted(holes.length, "hole")}: ${first.message}`,
    {
      ...(first.position === undefined ? {} : { position: first.position }),
      others,
      remedy: "Fill them in, remove their steps, or assemble again with --holes drop",
    },
  );
}

/**
 * Refuses a draft whose recording lacks changes.
 *
 * @param file `status.json` of the draft
 */
export function refuseAbsent(absent: readonly string[], file: string): void {
  const [first, ...others] = absent;
  if (first === undefined) return;
  throw new ProfileError(
    "refused",
    `The recording lacks ${counted(absent.length, "change")}: ${first}`,
    {
      position: { file },
      others: others.map((message) => ({ message })),
      remedy: "Record the session again with profile record proxy",
    },
  );
}

/**
 * Refuses files that are too large.
 *
 * @throws ProfileError refused, naming each file with its size
 */
export function refuseLarge(files: readonly PromotedFile[], allowLarge: boolean): void {
  const limit = allowLarge ? TOO_LARGE : LARGE;
  const [first, ...others] = files.filter(({ size }) => size > limit)
    .map(({ path, size }) => `${path} has ${Math.round(size / MB)} MB`);
  if (first === undefined) return;
  const tooLarge = files.some(({ size }) => size > TOO_LARGE);
  throw new ProfileError("refused", `A file is too large to keep: ${first} (limit ${limit / MB} MB)`, {
    others: others.map((message) => ({ message })),
    remedy: tooLarge
      ? "Use a smaller file, or keep it in a data repository (metadata.seed_dir)"
      : "Say --allow-large to keep it all the same",
  });
}

/**
 * Refuses text in which a secret is left. The value is never shown.
 *
 * @param redactor a fresh one
 * @throws ProfileError refused, naming file, line and rule
 */
export async function refuseSecrets(
  files: readonly PromotedFile[],
  folder: string,
  redactor: Redactor,
): Promise<void> {
  const findings = await secretFindings(files, folder, redactor);
  const [first, ...others] = findings;
  if (first === undefined) return;
  throw new ProfileError("refused", first.message, {
    ...(first.position === undefined ? {} : { position: first.position }),
    others,
    remedy: "Take it out of that file; a value that the replay needs is written {{secret.NAME}}",
  });
}

/** `file:line:column` as a position; a file name may hold colons itself. */
function positionOf(place: string): { file: string; line?: number; column?: number } {
  const [, file = place, line, column] = /^(.*):(\d+):(\d+)$/.exec(place) ?? [];
  return line === undefined ? { file } : { file, line: Number(line), column: Number(column) };
}
