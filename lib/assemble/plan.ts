/** From a log to the steps of a draft: everything that needs no writing. */
import type { EventSource } from "../events/types.ts";
import { ProfileError } from "../errors.ts";
import { jobsOfRun } from "../nodb/redisprep.ts";
import { counted } from "../text/counted.ts";
import { UploadHistory } from "./bytes/history.ts";
import { classify, isRunCreation } from "./classify.ts";
import type { Collected } from "./collect.ts";
import { creationOf } from "./creation.ts";
import { StepIds } from "./ids.ts";
import { failureOf, Folds, JOB_STARTS, passingWarnings, repeatOf } from "./decisions.ts";
import { findJobs } from "./jobs.ts";
import type { Ledger } from "./ledger.ts";
import { chooseRules } from "./rules/choice.ts";
import { isClean, planLinks } from "./links/plan.ts";
import { type Linked, writeLinks } from "./links/write.ts";
import type { Anonymous } from "./sanitise_events.ts";
import { isChange } from "./same_request.ts";
import { readSequence } from "./sequence.ts";
import { buildStep, type StepDraft } from "./step.ts";
import type { Survey } from "./survey.ts";
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
 * @param found the requests of the log
 * @throws ProfileError usage when the window holds no request, or a rule is not known
 */
export async function plan(
  source: EventSource,
  about: Survey & { runId: string },
  found: Collected,
  options: PlanOptions,
  anonymous: Anonymous,
  ledger: Ledger,
): Promise<Plan> {
  const rules = chooseRules(options);
  if (!found.requests.some((request) => request.inWindow)) {
    throw new ProfileError("usage", "There is no request to assemble in that part of the log", {
      position: { file: source.log },
      remedy: "Choose another --capture or another span with --from and --to",
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
  const steps: StepDraft[] = [];
  const folds = new Folds();
  const leftOut: LeftOut[] = [];
  const doubts = [...jobs.doubts, ...sequence.doubts];
  const warnings: string[] = [...rules.warnings, ...sequence.warnings];
  let changesFolded = 0;
  for (const recorded of found.requests) {
    // How the run began counts, whichever part of the log is assembled.
    if (isRunCreation(recorded)) warnings.push(...noteCreation(recorded, options, anonymous, ledger));
    if (!recorded.inWindow) continue;
    const decision = links.decide(
      recorded,
      repeatOf(recorded, sequence) ??
        classify(recorded, about.runId, about.origins, jobs.started.has(recorded), {
          rules,
          errors: options.errors ?? "leave",
        }),
    );
    if (decision.kind === "fold") {
      folds.add(decision, recorded.line);
      const meant = rules.isOwn(decision.rule) && recorded.outcome === "ok" && isChange(recorded, about);
      if (meant) changesFolded++;
    } else if (decision.kind === "leave") {
      const request = describe(recorded, anonymous);
      leftOut.push({
        request,
        reason: decision.reason,
        line: recorded.line,
        ...(decision.error === undefined ? {} : { failed: failureOf(recorded, options.redactor, anonymous) }),
      });
      if (recorded.method !== "GET" && recorded.outcome === "lost" && decision.reason === recorded.trouble) {
        doubts.push(
          `${request} (line ${recorded.line}) ended without an answer; the server may have carried it out`,
        );
      }
    } else {
      steps.push(buildStep(recorded, context));
    }
  }
  const linked = writeLinks(steps, links, isClean(options.redactor, anonymous, about.runId), ledger);
  for (const line of found.jobEvents) folds.add(JOB_STARTS, line);
  if (changesFolded > 0) {
    warnings.push(
      `--fold took out ${counted(changesFolded, "change")} that succeeded; play does not make it`,
    );
  }
  warnings.push(...passingWarnings(steps));
  leftOut.push(...otherItems(found));
  folds.record(ledger);
  for (const { request, reason, line, failed } of leftOut) {
    ledger.add("leave-out", request, reason, { log_line: line, ...failed });
  }
  const shaped = shapeSteps(linked.steps, sequence, ledger);
  for (const sentence of jobs.absent) {
    ledger.add("absent", "change that is not in the log", `${sentence}; profile record proxy records it`);
  }
  for (const sentence of doubts) ledger.add("doubt", "change that may be missing", sentence);
  return {
    ...shaped,
    folded: folds.list(),
    leftOut,
    absent: jobs.absent,
    doubts,
    warnings: [...warnings, ...linked.warnings],
    values,
    history: new UploadHistory(found.requests, about.recordsFormValues),
    requests: found.requests,
    linked,
  };
}

function noteCreation(
  recorded: Recorded,
  { redactor }: Pick<AssembleOptions, "redactor">,
  anonymous: Anonymous,
  ledger: Ledger,
): string[] {
  const { config, overrides } = creationOf(recorded);
  const clean = overrides.map((override) => anonymous.text(redactor.text(override, `line ${recorded.line}`)));
  ledger.add("run-creation", config ?? "unknown config", "play makes a sandbox of its own", {
    log_lines: recorded.lines,
    ...(clean.length === 0 ? {} : { overrides: clean }),
  });
  if (clean.length === 0) return [];
  return [
    `the run was created with ${
      clean.join(", ")
    } (line ${recorded.line}); the sandbox starts from the config alone`,
  ];
}

function otherItems(found: Collected): LeftOut[] {
  return [
    ...found.other.map(({ line, stage }) => ({
      request: `event ${JSON.stringify(stage)}`,
      reason: "is no request",
      line,
    })),
    ...found.unreadable.map(({ line }) => ({
      request: "request",
      reason: "has no address that can be read",
      line,
    })),
  ];
}

/** Names of all files that were uploaded, as far as the recording has them. */
function fileNames({ requests, fileNames: others }: Collected): Set<string> {
  const parts = requests.flatMap(({ request }) => request?.requestMeta?.parts ?? []);
  const all = [...parts.map(({ filename = "" }) => filename), ...others];
  const names = all.flatMap((name) => name.split(/[/\\]/).at(-1) ?? []);
  return new Set(names.filter((name) => name.length > 2));
}

function describe({ method, target }: Recorded, anonymous: Anonymous): string {
  return anonymous.text(`${method} ${target.path}`);
}
