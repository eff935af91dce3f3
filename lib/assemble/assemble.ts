/**
 * Assembles a draft from a recording: steps, seeds, sanitised events, and a ledger of every decision. Its stages are
 * `read.ts`, `plan.ts`, `fill.ts`, `judge.ts` and `write.ts`; `place.ts` puts the draft in its place.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { BaselineCandidates } from "../baseline/candidates.ts";
import { closeDraft, groupId, openDraftsFolder } from "../drafts/access.ts";
import { learnSecret } from "../drafts/secret_value.ts";
import { recoverJournal } from "../files/journal.ts";
import type { Profile } from "../model/profile.ts";
import { writeProfileSchema } from "../profiles/schema_file.ts";
import { withDraftLock } from "../profiles/work_lock.ts";
import { readConfig } from "../settings/config.ts";
import type { Redactor } from "../redact/redactor.ts";
import { type AgainstResult, compareAgainst } from "./against/compare.ts";
import { writeCandidates } from "./candidates.ts";
import {
  type DraftBefore,
  draftBefore,
  fingerprints,
  type Origin,
  refuseOthers,
  stepMapsOf,
} from "./continue.ts";
import { fillSteps } from "./fill.ts";
import { slugOf } from "./ids.ts";
import { judge } from "./judge.ts";
import { makeStaging, placeDraft } from "./place.ts";
import { type Plan, plan } from "./plan.ts";
import { profileDocument } from "./profile_document.ts";
import { type ReadRecording, readRecording } from "./read.ts";
import { resultOf } from "./result.ts";
import type { StepDraft } from "./step.ts";
import { type TakenOut, takenOut, withoutTaken } from "./taken_out.ts";
import type { AssembleOptions, AssembleResult } from "./types.ts";
import { writeDraft } from "./write.ts";

/**
 * Assembles a draft `profiles/_drafts/<name>/`. It appears whole or not at all; the source is only read.
 *
 * @throws ProfileError usage when there is nothing to assemble or the options are wrong; refused when a draft of
 *   that name was edited, or a step with holes cannot be dropped
 * @example
 * ```ts
 * import { createRedactor } from "../redact/redactor.ts";
 * import { assemble } from "./assemble.ts";
 * await assemble({ source: "/runs/ample-otter", dataRoot: ".", holes: "keep", redactor: createRedactor(), now: new Date() });
 * ```
 */
export async function assemble(options: AssembleOptions): Promise<AssembleResult> {
  const recording = await readRecording(options);
  const { name } = recording;
  options.onProgress?.({ kind: "task", task: "assemble" });
  const drafts = join(options.dataRoot, "profiles", "_drafts");
  const draftDir = join(drafts, name);
  const work = { dataRoot: options.dataRoot, command: `assemble --name ${name}` };
  return await withDraftLock(name, work, async () => {
    const recovered = await recoverJournal(drafts, [`assemble-${name}`]);
    const before = await draftBefore(draftDir, name, originOf(recording, options));
    const group = await groupId((await readConfig(options.dataRoot)).drafts?.group);
    const staging = await makeStaging(drafts, name);
    try {
      const result = await build(recording, { staging, draftDir, before }, options);
      await writeProfileSchema(options.dataRoot);
      await closeDraft(staging, group);
      await placeDraft(staging, draftDir, name, before);
      await closeDraft(draftDir, group);
      await openDraftsFolder(drafts, group);
      return recovered === undefined ? result : { ...result, recovered };
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  });
}

interface Place {
  /** Folder that the draft is written in, not visible yet. */
  staging: string;
  draftDir: string;
  /** The draft that is there. */
  before: DraftBefore | undefined;
}

/** From what was read to the written draft: each stage takes what those before it gave, and adds to one ledger. */
async function build(
  recording: ReadRecording,
  { staging, draftDir, before }: Place,
  options: AssembleOptions,
): Promise<AssembleResult> {
  const { source, window, about, name, anonymous, ledger } = recording;
  const { redactor, now, derivedFrom } = options;
  const planned = await plan(source, about, recording, options, anonymous, ledger);
  const edited = editedWith(before, planned, redactor);
  const whole = await fillSteps(recording, planned, staging, options);
  const prints = fingerprints(whole.steps);
  if (edited !== undefined) refuseOthers(edited, prints);
  const filled = edited === undefined ? whole : { ...whole, steps: cleanSteps(whole.steps, edited.taken) };
  const { steps } = filled;
  const judged = await judge(recording, steps, staging, redactor, edited);
  const { written, notes } = judged;
  const document = profileDocument({
    slug: slugOf(name),
    ...about,
    ...written,
    steps,
    users: filled.users.about,
    literals: planned.values.literals,
    secrets: secretsOf(steps),
    notes,
    derivedFrom,
  });
  const place = { staging, draftDir };
  const outputs = { source, runId: about.runId, steps, window, ...written, ...place, redactor };
  const candidates = await writeCandidates(outputs);
  const against = await differences(options, { steps, document, planned, staging, candidates });
  const result = resultOf({ recording, planned, filled, judged, candidates, against, draftDir, before });
  const origin = originOf(recording, options);
  const draft = { recording, filled, prints, judged, document, result, before, origin, redactor, now };
  return await writeDraft(staging, draft);
}

function originOf({ about, window }: ReadRecording, { redactor }: AssembleOptions): Origin {
  const capture = window.captureId ?? window.id;
  return { run_id: about.runId, ...(capture === undefined ? {} : { capture: redactor.text(capture) }) };
}

/** The edited draft, and what was taken out of it: the redactor knows that before anything is written. */
function editedWith(before: DraftBefore | undefined, { steps }: Plan, redactor: Redactor) {
  const { edited } = before ?? {};
  if (edited === undefined) return undefined;
  const taken = takenOut(stepMapsOf(edited), edited.ledger, steps.slice(0, edited.checkpoint.steps.length));
  for (const secret of taken) learnSecret(redactor, secret);
  return { ...edited, taken };
}

function cleanSteps(steps: readonly StepDraft[], taken: readonly TakenOut[]): StepDraft[] {
  return steps.map((draft) => ({ ...draft, step: withoutTaken(draft.step, taken) }));
}

/** What is different from the profile that it is compared with; undefined when there is none. */
async function differences(
  { against, redactor }: AssembleOptions,
  made: {
    steps: readonly StepDraft[];
    document: Record<string, unknown>;
    planned: Plan;
    staging: string;
    candidates: BaselineCandidates | undefined;
  },
): Promise<AgainstResult | undefined> {
  if (against === undefined) return undefined;
  const { steps, document, planned, staging, candidates } = made;
  const draft = {
    steps: steps.map(({ step }) => step),
    metadata: document["metadata"] as Profile["metadata"],
    variables: planned.values.literals,
    seedDir: join(staging, "seed"),
    candidates,
    lacksChanges: planned.absent.length > 0,
  };
  return await compareAgainst(against, draft, redactor);
}

/** The secrets that steps need, each with the first place that does. */
function secretsOf(steps: readonly StepDraft[]): Map<string, string> {
  const secrets = new Map<string, string>();
  for (const { id, notes } of steps) {
    for (const { secret, field, reason } of notes) {
      if (secret !== undefined && !secrets.has(secret)) {
        secrets.set(secret, `${reason.split(";")[0] ?? "a value"} in ${id}, ${field}`);
      }
    }
  }
  return secrets;
}
