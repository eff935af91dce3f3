/** A draft that a reviewer edited and whose recording has grown: the new steps are appended, the rest stays. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { StepMap } from "../drafts/address.ts";
import { refuseLinks } from "../drafts/own_files.ts";
import { plainText } from "../files/plain_file.ts";
import { type DraftCheckpoint, readDraftCheckpoint } from "../drafts/checkpoint.ts";
import { type DraftStatus, readStatus } from "../drafts/status.ts";
import { ProfileError } from "../errors.ts";
import { sha256, sha256File } from "../files/hash.ts";
import { exists } from "../files/safe_path.ts";
import { isObject, stableJson } from "../model/json.ts";
import { type LedgerEntry, parseLedger } from "../model/ledger.ts";
import { Hole, type Step } from "../model/profile.ts";
import { parseYaml } from "../yaml/source.ts";
import { stepsOf } from "./append_steps.ts";
import { holesOf } from "./holes.ts";
import type { StepDraft } from "./step.ts";
import { EVENTS } from "./sanitise_events.ts";
import type { DraftHole } from "./types.ts";

/** A draft that somebody edited. */
export interface EditedDraft {
  /** Path of its `profile.yaml`, and what that holds. */
  file: string;
  text: string;
  /** Hash of the text as it was assembled. */
  sha256: string;
  checkpoint: DraftCheckpoint;
  events: NonNullable<DraftCheckpoint["events"]>;
  /** Who reviewed it last, and when. */
  reviewed: Pick<DraftStatus, "reviewed_sha256" | "reviewed_at" | "reviewed_by">;
  /** Only reviews and the assembler changed it. */
  clean: boolean;
  /** Its decisions. */
  ledger: LedgerEntry[];
  /** The refusal to continue it. */
  misfit(why: string): ProfileError;
}

/** A draft that is there already. */
export interface DraftBefore {
  /** `ledger.jsonl` as it is. */
  ledger: string;
  /** Words of suspects that a reviewer judged to name nobody. */
  keptSuspects: readonly string[];
  /** There when its profile or its events were edited since it was assembled. */
  edited?: EditedDraft;
  /** What is worth knowing of its being replaced. */
  warning?: string;
}

/** What a draft is assembled from. */
export type Origin = Pick<DraftCheckpoint, "run_id" | "capture">;

/**
 * Reads the draft of that name.
 *
 * @param origin what is assembled now
 * @returns undefined when there is none
 * @throws ProfileError refused when it was not made by the assembler, holds links in the place of its files, was
 *   assembled from another run, or was edited and has no checkpoint or is of another capture
 */
export async function draftBefore(
  draftDir: string,
  name: string,
  origin: Origin,
): Promise<DraftBefore | undefined> {
  if (!await exists(draftDir)) return undefined;
  await refuseLinks(draftDir);
  const status = await readStatus(draftDir);
  if (status === undefined) throw refused(draftDir, name, "was not made by assemble");
  const keptSuspects = status.kept_suspects ?? [];
  const checkpoint = await readDraftCheckpoint(draftDir);
  const from = checkpoint?.run_id;
  if (from !== undefined && from !== origin.run_id) {
    throw refused(draftDir, name, `was assembled from another run, ${from}`);
  }
  const file = join(draftDir, "profile.yaml");
  const text = await readFile(file, "utf8").catch(() => undefined);
  const ledger = await plainText(join(draftDir, "ledger.jsonl"));
  const other = from === undefined || checkpoint?.capture === origin.capture
    ? undefined
    : `from ${partWords(checkpoint?.capture)}, not from ${partWords(origin.capture)}`;
  if (
    text !== undefined && sha256(text) === status.profile_sha256 && await hasOwnEvents(draftDir, checkpoint)
  ) {
    if (other === undefined) return { ledger, keptSuspects };
    return {
      ledger,
      keptSuspects,
      warning: `the draft that stood there was assembled ${other}; this one took its place`,
    };
  }
  const events = checkpoint?.events;
  if (text === undefined || checkpoint === undefined || events === undefined) {
    throw refused(draftDir, name, "was edited since it was assembled");
  }
  if (other !== undefined) throw refused(draftDir, name, `was edited since it was assembled ${other}`);
  const { reviewed_sha256, reviewed_at, reviewed_by } = status;
  const edited: EditedDraft = {
    file,
    text,
    sha256: status.profile_sha256,
    checkpoint,
    events,
    reviewed: reviewed_sha256 === undefined ? {} : { reviewed_sha256, reviewed_at, reviewed_by },
    clean: [reviewed_sha256, status.continued_sha256].includes(sha256(text)),
    ledger: parseLedger(ledger),
    misfit: (why) => refused(draftDir, name, `was edited since it was assembled; ${why}`),
  };
  return { ledger, keptSuspects, edited };
}

function partWords(capture: string | undefined): string {
  return capture === undefined ? "no capture" : `capture ${capture}`;
}

/** False when somebody took something out of `events.jsonl`. */
async function hasOwnEvents(draftDir: string, checkpoint: DraftCheckpoint | undefined): Promise<boolean> {
  const own = checkpoint?.events?.sha256;
  return own === undefined || await sha256File(join(draftDir, EVENTS)).catch(() => "") === own;
}

/** What the checkpoint keeps of the steps. */
export function fingerprints(steps: readonly StepDraft[]): DraftCheckpoint["steps"] {
  return steps.map(({ id, step }) => ({ id, sha256: sha256(stableJson(withMarks(step))) }));
}

/**
 * Refuses a recording that does not begin with the steps that were assembled before.
 *
 * @param steps those of the recording as it is now
 * @throws ProfileError refused with the first step that is another one
 */
export function refuseOthers({ checkpoint, misfit }: EditedDraft, steps: DraftCheckpoint["steps"]): void {
  const changed = checkpoint.steps.find((step, index) => steps[index]?.sha256 !== step.sha256);
  if (changed !== undefined) throw misfit(`step ${changed.id} would be another one now`);
}

/** The steps of an edited draft that have a name. */
export function stepMapsOf({ text, file }: EditedDraft): StepMap[] {
  return stepsOf(parseYaml(file, text, "draft")).filter((step): step is StepMap =>
    isObject(step) && typeof step["id"] === "string"
  );
}

/** Number of steps and the holes of a profile as it stands, with their lines. */
export function stepsAndHoles(text: string, file: string): { steps: number; holes: DraftHole[] } {
  const source = parseYaml(file, text, "draft");
  const steps = stepsOf(source);
  const holes = steps.flatMap((step, index) =>
    isObject(step)
      ? holesOf({ id: String(step["id"]), step: step as Step }).map((hole) => {
        const { line } = source.locate(["steps", index, ...hole.path]);
        return { ...hole, ...(line === undefined ? {} : { line }) };
      })
      : []
  );
  return { steps: steps.length, holes };
}

/** Entries of the ledger that others than the assembler wrote, or all; each once, whenever it was written. */
export function ledgerWith(before: DraftBefore | undefined, fresh: string): string {
  if (before === undefined) return fresh;
  const old = before.ledger.split("\n").filter((line) => line !== "");
  if (before.edited === undefined) {
    const others = old.filter((line) => byWhom(line) !== "assemble" && !fresh.includes(line));
    return fresh + others.map((line) => `${line}\n`).join("");
  }
  const known = new Set(old.map(withoutTime));
  const more = fresh.split("\n").filter((line) => line !== "" && !known.has(withoutTime(line)));
  return [...old, ...more].map((line) => `${line}\n`).join("");
}

function byWhom(line: string): string | undefined {
  return /"by":"([^"]*)"/.exec(line)?.[1];
}

function withoutTime(line: string): string {
  return line.replace(/"at":"[^"]*"/, "");
}

/** Folder of a seed: named by a hash that changes with what is taken out of the file. */
const SEED_FOLDER = /^\d{8}T\d{6}-[0-9a-f]+\//;

/** The value with holes as what they say, and seeds by their names. */
function withMarks(value: unknown): unknown {
  if (typeof value === "string") return value.replace(SEED_FOLDER, "");
  if (value instanceof Hole) {
    return { "!hole": value.reason, suggestion: withMarks(value.suggestion) ?? null };
  }
  if (Array.isArray(value)) return value.map(withMarks);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withMarks(item)]));
}

function refused(draftDir: string, name: string, why: string): ProfileError {
  return new ProfileError("refused", `The draft _drafts/${name} is there already and ${why}`, {
    position: { file: draftDir },
    remedy: "Choose another --name, or remove that draft first",
  });
}
