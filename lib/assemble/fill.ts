/** The third stage, behind `plan.ts`: the steps get their files and suggestions; steps that lack too much go, and each has its user. */
import { join } from "node:path";
import { eventKey } from "../drafts/event_key.ts";
import { fillFiles } from "./fill_files.ts";
import { dropHoles } from "./holes.ts";
import type { Ledger } from "./ledger.ts";
import { overrideWarnings } from "./overrides.ts";
import type { Plan } from "./plan.ts";
import type { ReadRecording } from "./read.ts";
import { SeedFolder, writeConfigSeed } from "./seeds.ts";
import type { StepDraft } from "./step.ts";
import { suggest } from "./suggest/suggest.ts";
import type { AssembleOptions, DroppedStep } from "./types.ts";
import { tellUsers, type Users } from "./users.ts";

/** The steps of a draft as they are written. */
export interface FilledSteps {
  steps: StepDraft[];
  dropped: DroppedStep[];
  users: Users;
  /** How many files were uploaded; equal ones are stored once. */
  seeds: number;
  warnings: string[];
  /** Why a file of the run's configuration is not in the draft. */
  configWarning?: string;
}

/**
 * Fills the planned steps and writes `seed/`.
 *
 * @param staging folder of the draft that is being written
 * @throws ProfileError refused when a step with holes cannot be dropped
 */
export async function fillSteps(
  { source, about, ledger }: ReadRecording,
  planned: Plan,
  staging: string,
  options: AssembleOptions,
): Promise<FilledSteps> {
  const { redactor } = options;
  const seeds = new SeedFolder(join(staging, "seed"), redactor);
  const world = { source, runId: about.runId, uploads: options.uploads, ...planned };
  const filled = await fillFiles(planned.steps, world, seeds, ledger, planned.values);
  const suggested = await suggest(filled.steps, { ...world, recordsFormValues: about.recordsFormValues });
  const { kept, dropped } = options.holes === "drop"
    ? dropHoles(suggested.steps)
    : { kept: suggested.steps, dropped: [] };
  const users = tellUsers(kept, planned.requests, redactor);
  const config = await writeConfigSeed(join(staging, "seed"), source, about.config, redactor);
  for (const { name, from, sha256, redacted } of config.files) {
    ledger.add("seed", `seed/config/${name}`, `config of the run, from ${from}`, { sha256, redacted });
  }
  const configFolder = join(staging, "seed", "config");
  const slug = config.files.length === 0 ? undefined : about.config;
  const overridden = await overrideWarnings(planned.overridden, configFolder, slug);
  noteSteps(users.steps, planned, ledger);
  for (const { step, holes } of dropped) {
    ledger.add("drop", step, holes.map(({ field, reason }) => `${field}: ${reason}`).join("; "));
  }
  return {
    steps: users.steps,
    dropped,
    users,
    seeds: seeds.count,
    warnings: [...overridden, ...filled.warnings, ...suggested.warnings],
    ...(config.warning === undefined ? {} : { configWarning: config.warning }),
  };
}

function noteSteps(steps: readonly StepDraft[], { repeats, requests }: Plan, ledger: Ledger): void {
  const byLine = new Map(requests.map((request) => [request.line, request]));
  for (const { id, recorded, notes } of steps) {
    const same = repeats.flatMap(({ step, line }) => step === id ? byLine.get(line) ?? [] : []);
    ledger.add("step", id, `${recorded.method} answered with ${recorded.status ?? "nothing recorded"}`, {
      log_lines: recorded.lines,
      // Those of its repetitions, too: what a reviewer takes out of the step goes out of all of them.
      events: [recorded, ...same].flatMap(({ request, end }) => [request, end])
        .flatMap((event) => event === undefined ? [] : eventKey(event)),
    });
    for (const { decision, field, reason } of notes) {
      ledger.add(decision, `${id}.${field}`, reason, { log_line: recorded.line });
    }
  }
}
