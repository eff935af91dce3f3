/** From a log to the steps of a draft: everything that needs no writing. */
import type { EventSource } from "../events/types.ts";
import { ProfileError } from "../errors.ts";
import { jobsOfRun } from "../nodb/redisprep.ts";
import { UploadHistory } from "./bytes/history.ts";
import type { Collected } from "./collect.ts";
import { decideAll } from "./decide.ts";
import { earlierWords } from "./earlier.ts";
import { StepIds } from "./ids.ts";
import { passingWarnings } from "./decisions.ts";
import { findJobs } from "./jobs.ts";
import type { Ledger } from "./ledger.ts";
import { chooseRules } from "./rules/choice.ts";
import { isClean, planLinks } from "./links/plan.ts";
import { type Linked, writeLinks } from "./links/write.ts";
import type { Anonymous } from "../redact/anonymous.ts";
import type { Overridden } from "./overrides.ts";
import type { ReadRecording } from "./read.ts";
import { readSequence } from "./sequence.ts";
import type { StepDraft } from "./step.ts";
import type { Survey } from "./survey.ts";
import { withTimes } from "./times.ts";
import type { AssembleOptions, Folded, LeftOut, MarkedStep, Recorded, RepeatedRequest } from "./types.ts";
import { Values } from "./values.ts";
import { shapeSteps } from "./waits.ts";

/** The steps of a draft, before bytes were looked for. */
export interface Plan {
  steps: StepDraft[];
  folded: Folded[];
  repeats: RepeatedRequest[];
  optional: MarkedStep[];
  waits: MarkedStep[];
  leftOut: LeftOut[];
  absent: string[];
  doubts: string[];
  /** What was changed before the window, in a sentence. */
  earlier: string | undefined;
  /** What runs were created with beside their config. */
  overridden: readonly Overridden[];
  /** What the user should know of how the run began. */
  warnings: string[];
  values: Values;
  history: UploadHistory;
  requests: readonly Recorded[];
  linked: Linked;
}

type PlanOptions = Pick<AssembleOptions, "redactor" | "keep" | "fold" | "errors" | "againstRecording">;

/**
 * Plans the steps of a log.
 *
 * @param about what the survey found; `runId` is the recorded run
 * @param recording the requests of the log, and the part of it that is meant
 * @throws ProfileError usage when the window holds no request, or a rule is not known
 */
export async function plan(
  source: EventSource,
  about: Survey & { runId: string },
  { found, window }: Pick<ReadRecording, "found" | "window">,
  options: PlanOptions,
  anonymous: Anonymous,
  ledger: Ledger,
): Promise<Plan> {
  const rules = chooseRules(options);
  if (!found.requests.some((request) => request.inWindow)) {
    throw new ProfileError("usage", "There is no request to assemble in that part of the log", {
      position: { file: source.log },
      remedy: "Choose another --capture (all is the whole log), or another span with --from and --to",
    });
  }
  const jobs = findJobs(found.requests, await jobsOfRun(source.runDir), found.isIncomplete);
  const sequence = readSequence(found.requests, { ...about, started: jobs.started, rules });
  const values = new Values(options.redactor, about.runId, anonymous, fileNames(found));
  const links = await planLinks(found.requests, jobs, source, about, options.againstRecording);
  const context = {
    ids: new StepIds(),
    links,
    values,
    recordsFormValues: about.recordsFormValues,
    startedJob: (recorded: Recorded) => jobs.started.has(recorded),
  };
  const { steps, folds, leftOut, ...decided } = decideAll(found, {
    about,
    sequence,
    handling: { rules, errors: options.errors ?? "leave" },
    step: context,
    redactor: options.redactor,
    anonymous,
    ledger,
  });
  const linked = writeLinks(steps, links, isClean(options.redactor, anonymous, about.runId), ledger);
  folds.record(ledger);
  for (const { request, reason, line, failed } of leftOut) {
    ledger.add("leave-out", request, reason, { log_line: line, ...failed });
  }
  const doubts = [...jobs.doubts, ...sequence.doubts, ...decided.doubts];
  const shaped = shapeSteps(withTimes(linked.steps, jobs.until), sequence, ledger);
  for (const sentence of jobs.absent) {
    ledger.add("absent", "change that is not in the log", `${sentence}; profile record proxy records it`);
  }
  const clean = (text: string) => anonymous.text(options.redactor.text(text, "earlier changes"));
  const earlier = earlierWords(found.earlier, about, window, clean);
  if (earlier !== undefined) ledger.add("doubt", "changes before the window", earlier);
  for (const sentence of doubts) ledger.add("doubt", "change that may be missing", sentence);
  return {
    ...shaped,
    folded: folds.list(),
    leftOut,
    absent: jobs.absent,
    doubts,
    earlier,
    overridden: decided.overridden,
    warnings: [
      ...rules.warnings,
      ...sequence.warnings,
      ...decided.warnings,
      ...passingWarnings(steps),
      ...linked.warnings,
    ],
    values,
    history: new UploadHistory(found.requests, about.recordsFormValues),
    requests: found.requests,
    linked,
  };
}

/** Names of all files that were uploaded, as far as the recording has them. */
function fileNames({ requests, fileNames: others }: Collected): Set<string> {
  const parts = requests.flatMap(({ request }) => request?.requestMeta?.parts ?? []);
  const all = [...parts.map(({ filename = "" }) => filename), ...others];
  const names = all.flatMap((name) => name.split(/[/\\]/).at(-1) ?? []);
  return new Set(names.filter((name) => name.length > 2));
}
