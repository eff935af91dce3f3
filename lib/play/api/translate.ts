/** Steps of one generation of the API in the words of the other: addresses, bodies, and names in answers. */
import { type FormedPath, formOf } from "../../endpoints/address.ts";
import { pathInOther } from "../../endpoints/answers.ts";
import { endpointOfJob } from "../../endpoints/enqueue.ts";
import type { Api } from "../../endpoints/table.ts";
import { isObject } from "../../model/json.ts";
import type { SaveSource, Step, StepExpect, Wait } from "../../model/profile.ts";
import { methodOf } from "../../model/step_method.ts";

/** One step in the words of a generation. */
export interface Translated {
  step: Step;
  /** Method and path as recorded; missing when nothing of the address changed. */
  recorded?: string;
  /** What is not looked at any more, in words. */
  notes: string[];
  /** Why it cannot be said in that generation; the step is then as it was. */
  refused?: string;
}

type Addressed = Extract<Step, { path: string }>;

/** Statuses of a change that was taken. */
const TAKEN = [200, 202];

/**
 * A step as the other generation takes it. Steps that both take alike come back as they are.
 *
 * @param to generation that the server has
 * @param isThere addresses of the recorded generation that the server has all the same
 */
export function translateStep(
  step: Step,
  to: Api,
  isThere: (path: string) => boolean = () => false,
): Translated {
  const waited = translateWait(step.wait, to, isThere);
  const refused = waited.refused === undefined ? {} : { refused: waited.refused };
  const own = waited.wait === step.wait ? step : { ...step, wait: waited.wait } as Step;
  if (step.action === "wait") return { step: own, notes: [], ...refused };
  if (step.action === "enqueue_rq") {
    if (endpointOfJob(step.job, to) !== undefined) return { step: own, notes: [], ...refused };
    return { step, notes: [], refused: `no endpoint of the ${to} API enqueues the job "${step.job}"` };
  }
  const form = formOf(step.path);
  if (form === undefined || form.api === to || isThere(step.path)) {
    return { step: own, notes: [], ...refused };
  }
  if (form.other === undefined) {
    return { step, notes: [], refused: `${step.path} has no counterpart in the ${to} API` };
  }
  const answers = translateAnswers(own as Addressed, form, to);
  return {
    ...answers,
    ...refused,
    step: withAddress(answers.step, form),
    recorded: `${methodOf(step)} ${step.path}`,
  };
}

function withAddress(step: Addressed, { other = step.path, otherMethod, about }: FormedPath): Step {
  const moved = { ...step, path: other };
  if (about === "jobs" && "json" in moved && isObject(moved.json)) moved.json = jobIdsIn(moved.json);
  if (otherMethod === undefined) return moved;
  const { json: _json, form: _form, urlencoded: _urlencoded, text: _text, ...bare } = moved as
    & typeof moved
    & {
      [body in "json" | "form" | "urlencoded" | "text"]?: unknown;
    };
  return { ...bare, action: otherMethod === "GET" ? "http_get" : "http_post" } as Step;
}

/** The old batch question took several names and comma-separated text; the new one takes a list under one name. */
function jobIdsIn(json: Record<string, unknown>): Record<string, unknown> {
  const { jobs, ids, job_ids = jobs ?? ids, ...rest } = json;
  if (job_ids === undefined) return json;
  const list = typeof job_ids === "string" ? job_ids.split(",").map((id) => id.trim()) : job_ids;
  return { ...rest, job_ids: list };
}

/** What is expected and saved of the answer. */
function translateAnswers(
  step: Addressed,
  { about }: FormedPath,
  to: Api,
): { step: Addressed; notes: string[]; refused?: string } {
  const notes: string[] = [];
  const save: Record<string, SaveSource> = {};
  for (const [name, source] of Object.entries(step.save ?? {})) {
    const path = pathOfSource(source);
    const other = path === undefined ? undefined : pathInOther(path, about, to);
    if (other === undefined) save[name] = source;
    else if (typeof other === "string") {
      return { step, notes, refused: `save.${name}: answers of the ${to} API hold nothing like ${path}` };
    } else save[name] = typeof source === "string" ? other.path : { ...source, path: other.path };
  }
  const json: NonNullable<StepExpect["json"]> = {};
  for (const [path, check] of Object.entries(step.expect?.json ?? {})) {
    const other = pathInOther(path, about, to);
    if (typeof other === "object") json[other.path] = check;
    else if (other === "none") {
      notes.push(`${path} is not checked: answers of the ${to} API hold nothing like it`);
    }
  }
  const { status } = step.expect ?? {};
  const taken = typeof status === "number" && TAKEN.includes(status) && methodOf(step) !== "GET";
  const expect = step.expect === undefined ? undefined : {
    ...step.expect,
    ...(taken ? { status: TAKEN } : {}),
    ...(step.expect.json === undefined ? {} : { json }),
  };
  return {
    step: {
      ...step,
      ...(expect === undefined ? {} : { expect }),
      ...(step.save === undefined ? {} : { save }),
    } as Addressed,
    notes,
  };
}

function pathOfSource(source: SaveSource): string | undefined {
  if (typeof source === "string") return source;
  return "path" in source ? source.path : undefined;
}

/** Addresses that a wait asks; what its answers are called is the same in both. */
function translateWait(
  wait: Wait | undefined,
  to: Api,
  isThere: (path: string) => boolean,
): { wait: Wait | undefined; refused?: string } {
  if (wait === undefined) return { wait };
  for (const key of ["path", "endpoint"] as const) {
    const path = wait[key];
    const form = typeof path === "string" ? formOf(path) : undefined;
    if (form === undefined || form.api === to || isThere(String(path))) continue;
    if (form.other === undefined) {
      return { wait, refused: `wait: ${path} has no counterpart in the ${to} API` };
    }
    return { wait: { ...wait, [key]: form.other } };
  }
  return { wait };
}

/** Addresses that a step asks, its wait's included. */
export function pathsOf(step: Step): string[] {
  const own = "path" in step ? [step.path] : [];
  const waited = [step.wait?.["path"], step.wait?.["endpoint"]].filter((path) => typeof path === "string");
  return [...own, ...waited];
}
