/** From one recorded request to one step of the draft. */
import { taskOf } from "../endpoints/table.ts";
import { isUsed, type UploadField, uploadField } from "../endpoints/uploads.ts";
import { Hole, type Step } from "../model/profile.ts";
import { type Body, bodyOf, type FileField, type FormData } from "./body.ts";
import { isRefusal, isUnanswered } from "./classify.ts";
import type { StepIds } from "./ids.ts";
import { answeredJobs } from "./jobs.ts";
import type { Links } from "./links/links.ts";
import type { Recorded } from "./types.ts";
import { isSupplied, type ValueNote, type Values } from "./values.ts";

/** A file that a step uploads, before its bytes are found. */
export interface UploadNeed extends FileField {
  step: string;
  recorded: Recorded;
  /** What is known of the field. */
  entry?: UploadField;
  /** Does the chosen mode use the file; undefined when that value was not recorded. */
  used: boolean | undefined;
}

/** A step, with what is still open. */
export interface StepDraft {
  id: string;
  step: Step;
  recorded: Recorded;
  /** Task name, where the endpoint is known. */
  task?: string;
  needs: UploadNeed[];
  notes: ValueNote[];
}

/** What all steps of one assembly share. */
export interface StepContext {
  ids: StepIds;
  values: Values;
  links: Pick<Links, "restOf">;
  recordsFormValues: boolean;
  /** A job of this request was polled. */
  startedJob(recorded: Recorded): boolean;
}

const METHODS = {
  GET: "http_get",
  POST: "http_post",
  PUT: "http_put",
  PATCH: "http_patch",
  DELETE: "http_delete",
} as const;
/** Added by pages so that a browser does not answer from its cache. */
export const CACHE_BUSTER = "_";
/** How long a step waits that the recording shows to have waited. */
export const JOB_TIMEOUT = "15m";
const UNANSWERED = "no answer was recorded: did the server get it?";

/** Builds the step of a request that {@link classify} took for one. */
export function buildStep(recorded: Recorded, context: StepContext): StepDraft {
  const task = taskOf(recorded.target.area, recorded.target.rest);
  const notes: ValueNote[] = [];
  const where = `log:${recorded.line}`;
  const path = cleanPath(recorded, context, where, notes);
  const rest = path.endsWith(recorded.target.rest)
    ? recorded.target.rest
    : path.split("/").slice(5).join("/");
  const id = context.ids.next({
    area: recorded.target.area,
    rest: context.links.restOf(recorded, path) ?? rest,
    method: recorded.method,
  });
  const body = bodyOf(recorded, task, context.recordsFormValues);
  const needs = body.files.map((file): UploadNeed => {
    const entry = uploadField(task?.name, file.field);
    return {
      ...file,
      step: id,
      recorded,
      ...(entry === undefined ? {} : { entry }),
      used: entry === undefined ? true : isUsed(entry, plainValues(body.form)),
    };
  });
  const action =
    needs.some((need) => need.empty !== true && need.used !== false) && recorded.method === "POST"
      ? "file_upload"
      : METHODS[recorded.method as keyof typeof METHODS];
  const step = {
    id,
    action,
    path: path + repeatedQuery(recorded, context, where, notes),
    ...singleQuery(recorded, context, where, notes),
    ...cleanBody(body, context, where, notes),
    ...(body.order === undefined ? {} : { order: body.order.filter((name) => !isSupplied(name)) }),
    expect: { status: expectedStatus(recorded, context) },
    ...(waitsForJob(recorded, task?.enqueues, context)
      ? { wait: { type: "job", timeout: JOB_TIMEOUT } }
      : {}),
  } as Step;
  return { id, step, recorded, ...(task === undefined ? {} : { task: task.name }), needs, notes };
}

function expectedStatus(recorded: Recorded, context: StepContext): number | string | Hole {
  if (isRefusal(recorded)) return recorded.status ?? 400;
  if (recorded.method === "GET") return recorded.status ?? 200;
  if (isUnanswered(recorded) && !context.startedJob(recorded)) return new Hole(UNANSWERED);
  return "2xx";
}

function waitsForJob(
  recorded: Recorded,
  enqueues: boolean | "maybe" | undefined,
  context: StepContext,
): boolean {
  if (recorded.method === "GET" || isRefusal(recorded)) return false;
  if (recorded.end?.responseMeta?.body !== undefined || recorded.jobs !== undefined) {
    return answeredJobs(recorded).length > 0;
  }
  return enqueues === true || context.startedJob(recorded);
}

/** The path with secrets in its segments replaced. */
function cleanPath(recorded: Recorded, context: StepContext, where: string, notes: ValueNote[]): string {
  return recorded.target.path.split("/").map((segment) =>
    segment.startsWith("{{") ? segment : context.values.fitNamed("path", segment, "path", where, notes)
  ).join("/");
}

/** Names that come once, as a map. */
function singleQuery(recorded: Recorded, context: StepContext, where: string, notes: ValueNote[]) {
  const single = queryOf(recorded).filter(([name], _, all) => !isRepeated(name, all));
  if (single.length === 0) return {};
  const entries = single.map(([name, value]) => [
    context.values.fitNamed("query", name, "query", where, notes),
    context.values.fitNamed(name, value, `query.${name}`, where, notes),
  ]);
  return { query: Object.fromEntries(entries) };
}

/** Names that come several times stay in the path: a map holds each only once. */
function repeatedQuery(recorded: Recorded, context: StepContext, where: string, notes: ValueNote[]): string {
  const repeated = queryOf(recorded).filter(([name], _, all) => isRepeated(name, all));
  if (repeated.length === 0) return "";
  const pairs = repeated.map(([name, value]) => {
    const fitted = context.values.fitNamed(name, value, `query.${name}`, where, notes);
    const plain = context.values.fitNamed("query", name, "query", where, notes);
    return `${encodeAround(plain)}=${encodeAround(fitted)}`;
  });
  return `?${pairs.join("&")}`;
}

/** Percent-encoding that leaves templates as they are: play encodes what it puts in their place. */
function encodeAround(text: string): string {
  return text.split(/(\{\{[^{}]*\}\})/).map((part, index) =>
    index % 2 === 1 ? part : encodeURIComponent(part)
  ).join(
    "",
  );
}

/** Path and query of a step that sends a request, for a wait; undefined when a part of it is a hole. */
export function addressOfStep(step: Step): string | undefined {
  if (!("path" in step)) return undefined;
  const pairs = Object.entries(step.query ?? {});
  if (pairs.some(([, value]) => value instanceof Hole)) return undefined;
  if (pairs.length === 0) return step.path;
  const query = pairs.map(([name, value]) => `${encodeAround(name)}=${encodeAround(String(value))}`).join(
    "&",
  );
  return `${step.path}${step.path.includes("?") ? "&" : "?"}${query}`;
}

function queryOf({ target }: Recorded): [string, string][] {
  return target.query.filter(([name]) => name !== CACHE_BUSTER);
}

function isRepeated(name: string, all: readonly [string, string][]): boolean {
  return all.filter(([other]) => other === name).length > 1;
}

function cleanBody(
  body: Body,
  context: StepContext,
  where: string,
  notes: ValueNote[],
): Record<string, unknown> {
  const cleaned: Partial<Body> = {};
  if ("json" in body) {
    cleaned.json = context.values.fit(withoutTokens(body.json, "json", notes), "json", where, notes);
  }
  if (body.form !== undefined) {
    cleaned.form = context.values.fit(withoutTokens(body.form, "form", notes), "form", where, notes);
  }
  if (body.urlencoded !== undefined) {
    const plain = withoutTokens(body.urlencoded, "urlencoded", notes);
    cleaned.urlencoded = context.values.fit(plain, "urlencoded", where, notes);
  }
  if (body.text !== undefined) cleaned.text = context.values.fit(body.text, "text", where, notes);
  return { ...cleaned, ...(body.contentType === undefined ? {} : { content_type: body.contentType }) };
}

/** Leaves out the tokens that play supplies itself. */
function withoutTokens<T>(value: T, field: string, notes: ValueNote[]): T {
  if (typeof value !== "object" || value === null || value instanceof Hole || Array.isArray(value)) {
    return value;
  }
  const kept = Object.entries(value).filter(([key]) => {
    if (!isSupplied(key)) return true;
    notes.push({ decision: "redact", field: `${field}.${key}`, reason: "left out; play sends its own" });
    return false;
  });
  return kept.length === Object.keys(value).length ? value : Object.fromEntries(kept) as T;
}

function plainValues(form: FormData | Hole | undefined): Record<string, string | string[] | undefined> {
  if (form === undefined || form instanceof Hole) return {};
  return Object.fromEntries(
    Object.entries(form).map(([key, value]) => [key, value instanceof Hole ? undefined : value]),
  );
}
