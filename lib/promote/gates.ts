/** What a draft must pass before it becomes a profile: no holes, no absent changes, no links, no secrets. */
import { join } from "node:path";
import { isLfsPointer } from "../compare/lfs.ts";
import { type Finding, ProfileError } from "../errors.ts";
import { exists } from "../files/safe_path.ts";
import type { FoundHole } from "../profiles/check.ts";
import type { Redactor } from "../redact/redactor.ts";
import { secretFindings } from "../redact/scan.ts";
import { counted } from "../text/counted.ts";
import type { PromotedFile } from "./types.ts";

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
      brief: true,
      remedy: "Fill them or drop their steps with profile review, or assemble again with --holes drop",
    },
  );
}

/**
 * Refuses a draft whose status is there and cannot be read: it may say that changes are absent.
 *
 * @param file `status.json` of the draft
 */
export async function refuseDamagedStatus(status: unknown, file: string): Promise<void> {
  if (status !== undefined || !await exists(file)) return;
  throw new ProfileError("refused", "The draft's status.json is damaged", {
    position: { file },
    remedy: "Assemble the recording again; the status says whether the recording lacks changes",
  });
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
 * Refuses seeds that are not there as files of their own: links, and pointers of Git LFS.
 *
 * @param used seeds that the steps upload, by path below `seed/`
 * @param kept those that are plain files in plain folders
 * @throws ProfileError refused, naming each
 */
export async function refuseSeeds(
  used: ReadonlySet<string>,
  kept: readonly string[],
  seedDir: string,
): Promise<void> {
  const faults: Finding[] = [];
  for (const seed of [...used].filter((each) => !kept.includes(each))) {
    const file = join(seedDir, seed);
    const why = await exists(file) ? "is a symbolic link, or lies behind one" : "is not there";
    faults.push({ message: `The seed ${seed} ${why}`, position: { file } });
  }
  refuseEach(faults, "Put the file itself in its place");
  const pointers: string[] = [];
  for (const seed of kept) if (await isLfsPointer(join(seedDir, seed))) pointers.push(seed);
  refuseEach(
    pointers.map((seed) => ({
      message: `The seed ${seed} is a Git LFS pointer, not the file`,
      position: { file: join(seedDir, seed) },
    })),
    "Run git lfs pull there, then promote again",
  );
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
  // The README repeats what it is made from: a secret is reported where it can be taken out.
  const isCopy = ({ path }: PromotedFile) => path === "README.md";
  const found = await secretFindings(files.filter((file) => !isCopy(file)), folder, redactor);
  const findings = found.length > 0 ? found : await secretFindings(files.filter(isCopy), folder, redactor);
  refuseEach(
    findings,
    "Take it out of that file; a value that the replay needs is written {{secret.NAME}}",
  );
}

/** Refuses with all findings, when there are any. */
function refuseEach(findings: readonly Finding[], remedy: string): void {
  const [first, ...others] = findings;
  if (first === undefined) return;
  throw new ProfileError("refused", first.message, {
    ...(first.position === undefined ? {} : { position: first.position }),
    others,
    remedy,
  });
}

/** `file:line:column` as a position; a file name may hold colons itself. */
function positionOf(place: string): { file: string; line?: number; column?: number } {
  const [, file = place, line, column] = /^(.*):(\d+):(\d+)$/.exec(place) ?? [];
  return line === undefined ? { file } : { file, line: Number(line), column: Number(column) };
}
