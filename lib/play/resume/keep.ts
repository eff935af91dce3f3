/** What a play writes into its journal, and what it takes over from the play that it goes on with. */
import { rm } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { thisProcess } from "../../files/owner.ts";
import type { JsonValue } from "../../model/json.ts";
import type { StepReport } from "../../model/report.ts";
import { jobIds } from "../../endpoints/job_ids.ts";
import { stepHash, valuesHash } from "../../profiles/steps_hash.ts";
import { profileKey } from "../../results/key.ts";
import type { PlayOptions } from "../options.ts";
import type { Begun, StepMemory } from "../step_context.ts";
import type { Sandbox } from "../sandbox.ts";
import type { PlayState } from "../state.ts";
import type { Begin, JournalLine } from "./format.ts";
import { PlayJournal } from "./journal.ts";

/** First line of the journal: what is played. */
export async function noteBegin({ options, report, journal, scratchDir }: PlayState): Promise<void> {
  const { loaded, dataRoot, overlay, compare, optional, holes, chosen, continues } = options;
  const { profile, seedDir } = loaded;
  const steps: Begin["steps"] = [];
  for (const step of profile.steps) steps.push({ id: step.id, sha256: await stepHash(step, seedDir) });
  journal.write({
    kind: "begin",
    version: 1,
    at: report.started_at,
    profile: report.profile,
    key: profileKey(loaded.file, dataRoot),
    owner: await thisProcess(),
    steps_sha256: report.source.steps_sha256,
    steps,
    values_sha256: await valuesHash(profile, seedDir, overlay?.variables),
    overlay: overlay?.name ?? null,
    target: options.baseUrl,
    compare,
    optional,
    holes: holes ?? null,
    part: chosen?.asked ?? null,
    drift: report.embedded?.drift ?? {},
    faults: report.embedded?.faults ?? [],
    ...(continues?.record === undefined ? {} : { goes_on: basename(continues.record.dir) }),
    scratch: scratchDir,
  });
}

/**
 * All that the earlier play knows of the sandbox, and the sandbox itself; from here on that play cannot be resumed any
 * more. A kill before the last line of it leaves the earlier play to go on with.
 */
export function noteSandbox(state: PlayState, sandbox: Sandbox): void {
  const { journal, stamps, options: { continues } } = state;
  takeOverSteps(state);
  const { runId, dir = null, config, ownConfig, before, mode } = sandbox;
  const known = stamps === undefined
    ? {}
    : { stamps: Object.fromEntries([...stamps].map(([path, stamp]) => [path, stamp ?? null])) };
  journal.write({
    kind: "sandbox",
    run_id: runId,
    dir,
    mode,
    config,
    own_config: ownConfig,
    before,
    ...known,
  }, { flush: true });
  if (continues?.record === undefined) return;
  const old = new PlayJournal(continues.record.dir, state.options.redactor);
  old.write({ kind: "continued", by: state.resultDir }, { flush: true });
  old.close();
}

function takeOverSteps({ journal, options: { continues, chosen, loaded } }: PlayState): void {
  for (const [at, { begun, sent, answered, ran, saved, report }] of continues?.record?.steps ?? []) {
    // What this play does itself is not done yet.
    const id = loaded.profile.steps[at]?.id;
    if (continues?.mode === "part" && (id === undefined || chosen?.ids.has(id) !== false)) continue;
    for (const one of saved) journal.write({ kind: "saved", at, ...one });
    if (begun !== undefined) journal.write(begunLine(at, begun));
    if (sent) journal.write({ kind: "sending", at });
    if (answered !== undefined) journal.write({ ...answered, at });
    if (ran !== undefined) journal.write({ kind: "ran", at, report: ran });
    if (report !== undefined) journal.write({ kind: "done", at, report });
  }
}

/** What the steps tell the journal while they run. */
export function memoryOf(
  state: PlayState,
): StepMemory & { saved: (step: string, name: string, value: JsonValue) => void } {
  const { journal, options: { loaded: { profile }, redactor } } = state;
  const places = new Map(profile.steps.map(({ id }, index) => [id, index]));
  // What follows the steps (a fork, an archive) is no step of the profile: it is asked for anew.
  const keep = (id: string, line: (at: number) => JournalLine, flush = false) => {
    const at = places.get(id);
    if (at !== undefined) journal.write(line(at), { flush });
  };
  return {
    saved: (step, name, value) => {
      const at = places.get(step);
      if (at !== undefined) journal.saved(at, name, value);
    },
    begun: ({ id }, beginning) => keep(id, (at) => begunLine(at, beginning)),
    sending: ({ id }) => keep(id, (at) => ({ kind: "sending", at }), true),
    answered: ({ id }, answer, { api, request }, report) =>
      keep(id, (at) => ({
        kind: "answered",
        at,
        status: answer.status,
        method: request.method,
        api,
        jobs: jobIds(answer.json),
        report: cleanStep(report, redactor),
      }), true),
    ran: ({ id }, report) =>
      keep(id, (at) => ({ kind: "ran", at, report: cleanStep(report, redactor) }), true),
  };
}

function begunLine(at: number, { began, marks }: Begun): JournalLine {
  return { kind: "begun", at, began, marks: [...marks].map(([file, mark]) => ({ file, ...mark })) };
}

/** A step is done; what went wrong in a step that did not pass is told by the report. */
export function noteDone(state: PlayState, at: number, report: StepReport): void {
  state.journal.write({ kind: "done", at, report: cleanStep(report, state.options.redactor) });
}

function cleanStep(report: StepReport, redactor: PlayOptions["redactor"]): StepReport {
  return redactor.json(JSON.parse(JSON.stringify(report)) as JsonValue) as unknown as StepReport;
}

/** Values that the earlier play saved are there for the steps that follow. */
export function restoreValues(state: PlayState): void {
  const { scope, options: { continues, loaded } } = state;
  if (continues?.record === undefined || scope === undefined) return;
  for (const [at, { saved }] of continues.record.steps) {
    const id = loaded.profile.steps[at]?.id;
    for (const { name, value } of id === undefined ? [] : saved) {
      if (id !== undefined && value !== undefined) scope.restore(id, name, value);
    }
  }
}

/** Scratch space that a killed play left behind. */
export async function removeOldScratch({ options: { continues, scratch } }: PlayState): Promise<void> {
  const left = continues?.record?.begin.scratch;
  if (left === undefined || dirname(dirname(left)) !== scratch) return;
  await rm(left, { recursive: true, force: true }).catch(() => {});
}
