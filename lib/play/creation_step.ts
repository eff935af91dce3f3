/** The step that made the recorded run. A play has its sandbox, so that step makes it, or is left out. */
import type { HttpAnswer } from "../http/client.ts";
import { runSegment } from "../http/server_urls.ts";
import type { Profile, Step } from "../model/profile.ts";
import type { StepReport } from "../model/report.ts";
import { methodOf } from "../model/step_method.ts";
import { skippedSteps } from "./optional.ts";
import type { Sandbox, SandboxChoice } from "./sandbox.ts";
import type { CreatedBy } from "./sandboxes/create.ts";
import { savedValue } from "./saved_value.ts";
import type { Scope } from "./scope.ts";

/** A step that sends a request. */
export type RequestStep = Exclude<Step, { action: "wait" }>;

const CREATES =
  /^(?:https?:\/\/[^/]+)?\/(?:rq-engine\/(?:api\/)?create|(?:weppcloud\/)?tests\/api\/create-run)\/?(?:$|\?)/;
/** The old page did it by a plain link, too. */
const CREATES_BY_LINK = /^(?:https?:\/\/[^/]+)?\/weppcloud\/create\//;

/** True for a step that makes a run. */
export function isCreationStep(step: Step): step is RequestStep {
  if (step.action === "wait" || step.action === "enqueue_rq") return false;
  return CREATES_BY_LINK.test(step.path) || (methodOf(step) !== "GET" && CREATES.test(step.path));
}

/** The profile's own step that makes the sandbox, in the mode `create`. */
export function ownCreation(
  { steps }: Pick<Profile, "steps">,
  { mode }: SandboxChoice,
): RequestStep | undefined {
  return mode === "create" ? steps.find(isCreationStep) : undefined;
}

/**
 * Ids of the steps that a play leaves out, with the reason of each.
 *
 * @param named ids that were asked for one by one: they run, optional or not
 */
export function leftOutSteps(
  profile: Pick<Profile, "steps" | "expect">,
  optional: boolean,
  choice: SandboxChoice,
  named: Iterable<string> = [],
): Map<string, string> {
  const own = ownCreation(profile, choice);
  const leftOut = new Map<string, string>();
  for (const id of skippedSteps(profile, optional, named)) {
    if (id !== own?.id) leftOut.set(id, "optional: it only refreshes the page");
  }
  for (const step of profile.steps.filter(isCreationStep)) {
    if (step.id === own?.id) continue;
    leftOut.set(step.id, `it makes a run, and the play has its own already (sandbox by ${choice.mode})`);
  }
  return leftOut;
}

/** The report of a step that was left out; it is not among what was planned. */
export function leftOutReport({ id, action }: Step, reason: string): StepReport {
  return { id, action, verdict: "skipped", reason, optional: true, failures: [] };
}

/** The report of the step that made the sandbox before all others; what it saves is saved. */
export function createdReport(step: RequestStep, created: CreatedBy, scope: Scope): StepReport {
  const { request, shown, answer } = created;
  const failures: string[] = [];
  for (const [name, source] of Object.entries(step.save ?? {})) {
    const saved = savedValue(source, answer, request.url);
    if ("missing" in saved) failures.push(`save ${name}: ${saved.missing}`);
    else scope.save(step.id, name, saved.value);
  }
  return {
    id: step.id,
    action: step.action,
    request: {
      method: request.method,
      url: request.url.href,
      ...(shown === undefined ? {} : { body: shown }),
    },
    verdict: failures.length === 0 ? "passed" : "failed",
    expected: { status: "3xx" },
    actual: { status: answer.status },
    timings: { first_byte: answer.timings.first_byte, total: answer.timings.total, waited: 0 },
    failures,
  };
}

/** Gives the values that a left-out creation step saves: those of the run that is there in place of the one it makes. */
export function saveInPlace(step: Step, { runId, config }: Sandbox, base: string, scope: Scope): void {
  if (!isCreationStep(step)) return;
  const location = `/weppcloud/runs/${runSegment(runId)}/${encodeURIComponent(config)}/`;
  const url = new URL(base);
  const answer: HttpAnswer = {
    status: 303,
    url,
    headers: { location },
    text: "",
    json: { run: { runid: runId, config, url: location } },
    truncated: false,
    timings: { first_byte: 0, total: 0 },
  };
  for (const [name, source] of Object.entries(step.save ?? {})) {
    const saved = savedValue(source, answer, url);
    if ("value" in saved) scope.save(step.id, name, saved.value);
  }
}
