/** The last stage: the profile as text, and the draft's own files. */
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { DRAFT_CHECKPOINT, type DraftCheckpoint } from "../drafts/checkpoint.ts";
import type { DraftStatus } from "../drafts/status.ts";
import { sha256 } from "../files/hash.ts";
import { namingFile } from "../files/naming_file.ts";
import { type JsonValue, stableJson } from "../model/json.ts";
import type { Redactor } from "../redact/redactor.ts";
import { counted } from "../text/counted.ts";
import { childRunWords } from "./child_run.ts";
import { appendSteps } from "./append_steps.ts";
import { type DraftBefore, ledgerWith, type Origin, stepsAndHoles } from "./continue.ts";
import type { FilledSteps } from "./fill.ts";
import type { Judged } from "./judge.ts";
import type { Ledger } from "./ledger.ts";
import type { ReadRecording } from "./read.ts";
import { draftReadme } from "./readme.ts";
import { renderProfile } from "./render.ts";
import type { AssembleResult, DraftHole } from "./types.ts";

/** A draft that is ready to be written. */
export interface Draft {
  recording: ReadRecording;
  filled: FilledSteps;
  /** What its steps were before anything was taken out of them that a reviewer took out. */
  prints: DraftCheckpoint["steps"];
  judged: Judged;
  /** Content of `profile.yaml`. */
  document: Record<string, unknown>;
  /** What the draft says of itself, holes without lines. */
  result: AssembleResult;
  /** The draft that it takes the place of. */
  before: DraftBefore | undefined;
  /** What it is assembled from. */
  origin: Origin;
  redactor: Redactor;
  now: Date;
}

/**
 * Writes the draft's own files into a folder; an edited draft is continued.
 *
 * @returns the result with the lines of its holes, and with what was taken out of everything
 * @throws ProfileError refused when an edited draft cannot be continued
 */
export async function writeDraft(folder: string, draft: Draft): Promise<AssembleResult> {
  const { recording: { ledger, takenBefore }, redactor, before } = draft;
  const { profile, result } = profileText(draft);
  noteFindings(draft, result);
  const redactions = redactor.redactions();
  ledger.addRedactions(redactions);
  const whole = { ...result, redactions: redactions.reduce((sum, { count }) => sum + count, takenBefore) };
  await writeDraftFiles(folder, {
    result: whole,
    ledger,
    redactor,
    profile,
    before,
    checkpoint: checkpointOf(draft),
    readme: draftReadme(whole),
  });
  return whole;
}

/** The text of `profile.yaml`, and the result as that has it. */
function profileText(
  { document, result, before, prints }: Draft,
): { profile: string; result: AssembleResult } {
  const file = join(result.draftDir, "profile.yaml");
  const { text, source } = renderProfile(document, headerOf(result), file);
  const { edited } = before ?? {};
  if (edited === undefined) {
    const places = new Map(prints.map(({ id }, index) => [id, index]));
    const holes = result.holes.map((hole) => withLine(hole, places.get(hole.step) ?? -1, source));
    return { profile: text, result: { ...result, holes } };
  }
  const profile = appendSteps(edited, source, prints.map(({ id }) => id), edited.checkpoint.steps.length);
  const more = prints.length - edited.checkpoint.steps.length;
  return { profile, result: { ...result, continued: more, ...stepsAndHoles(profile, file) } };
}

/** Puts into the ledger what is only known at the end. */
function noteFindings({ recording, filled, judged }: Draft, { holes, suspects }: AssembleResult): void {
  const { ledger, about, source } = recording;
  for (const { step, field, reason, line, suggestion } of holes) {
    const from = suggestion === undefined ? {} : { suggested_from: suggestion.from };
    ledger.add("hole", `${step}.${field}`, reason, { profile_line: line, ...from });
  }
  for (const { message, line, offset } of about.problems) {
    ledger.add("problem", `line ${line}`, message, { offset });
  }
  for (const { where, field, reason, count } of suspects) {
    ledger.add("suspect", `${where}, ${field}`, reason, { count });
  }
  for (const sentence of about.gaps) ledger.add("problem", "line 1", sentence);
  const child = childRunWords(about.runId);
  if (child !== undefined) ledger.add("problem", "line 1", child);
  if (judged.unread !== undefined) ledger.add("problem", basename(source.log), judged.unread);
  const { sentence, about: users = {} } = filled.users;
  if (sentence !== undefined) ledger.add("users", "steps", sentence, { users });
}

function headerOf({ source, runId, holes, absent }: AssembleResult): string[] {
  const lines = [`Assembled from run ${runId} (${source}). What was decided and why: ledger.jsonl.`];
  if (holes.length > 0) {
    const left = counted(holes.length, "hole");
    lines.push(`${left}: fill in each !hole (the recording lacks that value), or remove its step.`);
  }
  if (absent.length > 0) {
    const lacks = counted(absent.length, "change");
    lines.push(`The recording lacks ${lacks} (README.md), so this cannot be promoted.`);
  }
  return lines;
}

function withLine(
  hole: DraftHole,
  index: number,
  source: { locate(path: (string | number)[]): { line?: number } },
): DraftHole {
  const { line } = source.locate(["steps", index, ...hole.path]);
  return { ...hole, ...(line === undefined ? {} : { line }) };
}

/** What goes into a draft beside events and seeds. */
interface DraftFiles {
  result: AssembleResult;
  ledger: Ledger;
  redactor: Redactor;
  profile: string;
  readme: string;
  checkpoint: DraftCheckpoint;
  before: DraftBefore | undefined;
}

async function writeDraftFiles(folder: string, draft: DraftFiles): Promise<void> {
  const { ledger, redactor } = draft;
  const clean = redactor.json(statusOf(draft) as JsonValue, "status.json");
  await write(join(folder, "profile.yaml"), draft.profile);
  await write(join(folder, "ledger.jsonl"), ledgerWith(draft.before, ledger.jsonl(redactor)));
  await write(join(folder, "status.json"), stableJson(clean));
  await write(join(folder, "README.md"), redactor.text(draft.readme, "README.md"));
  await write(join(folder, DRAFT_CHECKPOINT), stableJson(draft.checkpoint));
}

function checkpointOf({ now, prints, origin, judged, before }: Draft): DraftCheckpoint {
  const { count, print, sha256 } = judged.written;
  return {
    version: 1,
    assembled_at: now.toISOString(),
    steps: prints,
    ...origin,
    // An edited draft stays one when it is continued.
    events: { count, print, sha256: before?.edited?.events.sha256 ?? sha256 },
  };
}

function statusOf({ result, before, profile }: DraftFiles): Omit<DraftStatus, "created_at"> {
  return {
    version: 1,
    state: result.absent.length > 0 ? "absent" : result.holes.length > 0 ? "holes" : "ready",
    steps: result.steps,
    holes: result.holes.map(({ step, field, reason, suggestion }) => ({
      step,
      field,
      reason,
      ...(suggestion === undefined ? {} : { suggested: suggestion.value, from: suggestion.from }),
    })),
    absent: result.absent,
    ...(result.earlier === undefined ? {} : { earlier: result.earlier }),
    ...(result.absent.length === 0 ? {} : { remedy: "profile record proxy" }),
    dropped: result.dropped.map(({ step }) => step),
    folded: result.folded.map((fold) => ({ ...fold })),
    optional: result.optional.length,
    left_out: result.leftOut.length,
    links: result.links.map((link) => ({ ...link })),
    varies: result.varies.map((variation) => ({ ...variation })),
    ...(result.candidates === undefined ? {} : { candidates: result.candidates.candidates.length }),
    suspects: result.suspects.map((suspect) => ({ ...suspect })),
    ...(before === undefined || before.keptSuspects.length === 0
      ? {}
      : { kept_suspects: [...before.keptSuspects] }),
    // An edited draft stays one when it is continued.
    ...before?.edited?.reviewed,
    ...(before?.edited?.clean === true ? { continued_sha256: sha256(profile) } : {}),
    profile_sha256: before?.edited?.sha256 ?? sha256(profile),
  };
}

/** Writes a file of a draft; a full disk names it. */
async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw namingFile(path, error);
  }
}
