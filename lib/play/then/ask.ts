/** Asks the server for a copy of the run, in the generation of the API that it has, and waits for the job. */
import { isObject, type JsonValue, parseJson } from "../../model/json.ts";
import { pathOfTask, taskByName } from "../../endpoints/table.ts";
import type { Api } from "../../endpoints/table.ts";
import type { Step } from "../../model/profile.ts";
import type { StepReport } from "../../model/report.ts";
import { runStep } from "../run_step.ts";
import type { CheckInput } from "./types.ts";

/**
 * Sends the request as a step of its own; an address that the server does not have is tried in the other generation.
 *
 * @param task name of the task: `fork`
 * @param save values to keep of the answer, as a step keeps them
 * @returns the step's report; verdict `error` when the server has no such address at all
 */
export async function askFor(
  { state, context, id }: CheckInput,
  task: string,
  json: Record<string, JsonValue>,
  save: Record<string, string> = {},
): Promise<StepReport> {
  const apis: Api[] = context.api === "legacy" ? ["legacy", "rq-engine"] : ["rq-engine", "legacy"];
  let last: StepReport | undefined;
  for (const api of apis) {
    const entry = taskByName(task);
    const path = entry === undefined ? undefined : pathOfTask(entry, api);
    if (path === undefined) continue;
    const step: Step = {
      id,
      action: "http_post",
      path,
      json,
      save,
      wait: { type: "job" },
    };
    const before = state.exchanges.length;
    last = await runStep(step, context);
    const answer = state.exchanges[before]?.answer;
    if (answer === undefined || !isUnknownAddress(answer.status, parseJson(answer.text))) return last;
    state.say(`    no ${new URL(last.request?.url ?? "http://x").pathname} on this server`, "detail");
  }
  if (last === undefined) throw new TypeError(`No address of the task ${task}`);
  const asked = `${last.request?.method} ${new URL(last.request?.url ?? "http://x").pathname}`;
  const [why = "no answer"] = last.failures;
  const failures = [`the server has no address to ${task} a run: ${asked}: ${why}`];
  return { ...last, verdict: "error", failures };
}

/** Services say what they miss in their envelope; an address that nobody serves has no code. */
function isUnknownAddress(status: number, json: JsonValue | undefined): boolean {
  if (status !== 404 && status !== 405 && status !== 501) return false;
  const error = isObject(json) ? json["error"] : undefined;
  return !isObject(error) || error["code"] === undefined;
}
