/** The baseline candidates of a draft: what its steps produced, where the run directory is at hand. */
import { filesOfStep } from "../model/step_files.ts";
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { BaselineCandidates, Candidate } from "../baseline/candidates.ts";
import { CANDIDATES, readCandidates } from "../baseline/candidates.ts";
import { findCandidates } from "../baseline/find_candidates.ts";
import { fileTimes } from "../baseline/recorded_times.ts";
import { isWholeLog, type Window } from "../captures/window.ts";
import type { EventSource } from "../events/types.ts";
import { sha256File } from "../files/hash.ts";
import { namingFile } from "../files/naming_file.ts";
import { type JsonValue, stableJson } from "../model/json.ts";
import { groupBy } from "../model/group_by.ts";
import { Hole } from "../model/profile.ts";
import { counted } from "../text/counted.ts";
import { formatBytes } from "../text/bytes.ts";
import type { Redactor } from "../redact/redactor.ts";
import type { StepDraft } from "./step.ts";

/** What the candidates of a draft are taken from. */
export interface DraftOutputs {
  source: EventSource;
  runId: string;
  steps: readonly StepDraft[];
  window: Window;
  /** First and last recorded moment, ISO 8601. */
  from?: string | undefined;
  to?: string | undefined;
  /** Folder of the draft that is being written, and the one that it replaces: its reviewer's choices stay. */
  staging: string;
  draftDir: string;
  redactor: Redactor;
}

/**
 * Finds the candidates and writes them into the draft.
 *
 * @returns undefined when the source has no run directory
 */
export async function writeCandidates(outputs: DraftOutputs): Promise<BaselineCandidates | undefined> {
  const { source, runId, steps, window, staging, redactor } = outputs;
  const { runDir } = source;
  if (runDir === undefined) return undefined;
  const named = steps.filter(({ task }) => task !== undefined);
  const tasks = new Map(
    [...groupBy(named, ({ task }) => task ?? "")].map(([task, all]) => [task, all.map(({ id }) => id)]),
  );
  const span = {
    from: Date.parse(outputs.from ?? ""),
    to: Date.parse(outputs.to ?? ""),
    whole: isWholeLog(window),
  };
  const chosen = await readCandidates(outputs.draftDir).catch(() => undefined);
  const found = await findCandidates({
    runDir,
    runId,
    tasks,
    uploads: await uploadsOf(steps, join(staging, "seed")),
    times: Number.isNaN(span.from) ? undefined : await fileTimes(source.log, span),
    redactor,
  });
  // A recording of our own has a run directory with nothing in it but the log.
  if (found.candidates.length + found.unreadable.length + found.left_out.length === 0) return undefined;
  for (const candidate of found.candidates) {
    const choice = chosen?.candidates.find(({ target }) => target === candidate.target)?.choice;
    if (choice !== undefined) candidate.choice = choice;
  }
  const file = join(staging, CANDIDATES);
  const clean = redactor.json(found as unknown as JsonValue, CANDIDATES) as unknown as BaselineCandidates;
  await writeFile(file, stableJson(clean)).catch((error: unknown) => {
    throw namingFile(file, error);
  });
  return clean;
}

/** What steps upload: by hash, and by task and name, since secrets may have been taken out of the seed. */
async function uploadsOf(steps: readonly StepDraft[], seedDir: string): Promise<Map<string, string>> {
  const uploads = new Map<string, string>();
  const note = (key: string | undefined, id: string) => {
    if (key !== undefined && !uploads.has(key)) uploads.set(key, id);
  };
  for (const { id, step, task, needs } of steps) {
    for (const { filename } of needs) {
      if (filename !== undefined) note(`${task}/${basename(filename.replaceAll("\\", "/"))}`, id);
    }
    for (const { file } of filesOfStep(step)) {
      if (file instanceof Hole || !("seed" in file)) continue;
      note(await sha256File(join(seedDir, file.seed)).catch(() => undefined), id);
      note(`${task}/${file.name ?? basename(file.seed)}`, id);
    }
  }
  return uploads;
}

/** `wepp/output/H*.wat.dat (5 files, 3.4 kB): text_exact`. */
export function candidateWords({ target, files, size, method }: Candidate): string {
  return `${target} (${files === 1 ? "" : `${counted(files, "file")}, `}${formatBytes(size)}): ${method}`;
}

/** Candidates that the README of a draft names. */
const LISTED = 15;

/** The section of the draft's README. */
export function candidateLines(found: BaselineCandidates | undefined): string[] {
  if (found === undefined) return [];
  const { candidates, left_out, unreadable, basis } = found;
  const telling = candidates.filter((candidate) => candidate.telling).length;
  const lines = [
    "",
    "## Baseline candidates",
    "",
    `${
      counted(candidates.length, "candidate")
    }, ${telling} of them telling; all of them are in \`${CANDIDATES}\`. They say`,
    `what to compare; what to compare with comes from a replay. Known from ${basis}.`,
    "",
    ...candidates.slice(0, LISTED).map((candidate) =>
      `- ${candidateWords(candidate)}${candidate.note === undefined ? "" : `; ${candidate.note}`}`
    ),
  ];
  if (candidates.length > LISTED) lines.push(`- and ${candidates.length - LISTED} more`);
  if (left_out.length > 0) lines.push("", "Left out:", "", ...left_out.map(leftOutWords));
  if (unreadable.length > 0) {
    lines.push("", "Could not be read:", "", ...unreadable.map(({ path, reason }) => `- ${path}: ${reason}`));
  }
  return lines;
}

/** `- 4 files: logs differ in every run (ron.log, …)`. */
function leftOutWords({ reason, files, paths }: BaselineCandidates["left_out"][number]): string {
  const more = files > paths.length ? `, and ${files - paths.length} more` : "";
  return `- ${counted(files, "file")}: ${reason} (${paths.join(", ")}${more})`;
}
