/** From a step to the request that goes out. */
import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { endpointOfJob } from "../endpoints/enqueue.ts";
import { ProfileError } from "../errors.ts";
import { pathBelow } from "../files/safe_path.ts";
import type { Body, HttpRequest } from "../http/client.ts";
import { encodeMultipart, type Part } from "../http/multipart.ts";
import { resolvePath, runSegment, type ServerUrls } from "../http/server_urls.ts";
import type { JobApi } from "../jobs/await_job.ts";
import { jobApiOf } from "../jobs/job_api.ts";
import { isObject, type JsonValue } from "../model/json.ts";
import { type FileUpload, Hole, type Step } from "../model/profile.ts";
import { methodOf } from "../model/step_method.ts";
import { rewriteRun, type Scope } from "./scope.ts";

/** What building a request needs. */
export interface RequestContext {
  urls: ServerUrls;
  scope: Scope;
  seedDir: string;
  recordedRun: string | undefined;
  runId: string;
  config: string;
  /** Generation for steps that name a job and no address. */
  api: JobApi;
}

/** A request, and how the report shows its body. */
export interface StepRequest {
  request: HttpRequest;
  /** Generation that the address belongs to. */
  api: JobApi;
  shown: JsonValue | undefined;
}

type RequestStep = Exclude<Step, { action: "wait" }>;

/**
 * Builds a step's request: templates filled in, the recorded run rewritten inside the body, files from seeds.
 *
 * @throws ProfileError with the reason when a value is missing or a seed cannot be read
 */
export async function buildRequest(step: RequestStep, context: RequestContext): Promise<StepRequest> {
  const path = pathOf(step, context.api);
  const url = addressOf(path, context);
  for (const [name, value] of Object.entries(step.query ?? {})) {
    url.searchParams.append(String(context.scope.fill(name)), String(context.scope.fill(value)));
  }
  const request: HttpRequest = { method: methodOf(step), url };
  const built = await bodyOf(step, context);
  if (built !== undefined) request.body = built.body;
  return { request, api: jobApiOf(url.pathname, context.api), shown: built?.shown };
}

/** Address of a path of the profile: run id and config as path segments, the rest as values. */
export function addressOf(
  path: string,
  context: Pick<RequestContext, "urls" | "scope" | "runId" | "config">,
): URL {
  const withRun = path
    .replace(/\{\{\s*run_id\s*\}\}/g, () => runSegment(context.runId))
    .replace(/\{\{\s*config\s*\}\}/g, () => encodeURIComponent(context.config));
  return resolvePath(String(context.scope.fillPath(withRun)), context.urls);
}

function pathOf(step: RequestStep, api: JobApi): string {
  if (step.action !== "enqueue_rq") return step.path;
  const path = endpointOfJob(step.job, api);
  if (path !== undefined) return path;
  throw new ProfileError("usage", `No endpoint enqueues the job "${step.job}"`, {
    remedy: "Write the step as http_post with the path of the endpoint",
  });
}

async function bodyOf(
  step: RequestStep,
  context: RequestContext,
): Promise<{ body: Body; shown: JsonValue } | undefined> {
  const fill = (value: unknown) => rewriteRun(context.scope.fill(value), context.recordedRun, context.runId);
  if (step.action === "http_get") return undefined;
  if (step.action === "enqueue_rq") return jsonBody(fill(step.payload ?? {}));
  const files = step.files ?? {};
  if (Object.keys(files).length > 0) return await multipartBody(fill(step.form ?? {}), files, context);
  if (step.action === "file_upload") return await multipartBody(fill(step.form ?? {}), {}, context);
  if (step.json !== undefined) return jsonBody(fill(step.json));
  if (step.form !== undefined) return await multipartBody(fill(step.form), {}, context);
  if (step.urlencoded !== undefined) return urlencodedBody(fill(step.urlencoded));
  if (step.text === undefined) return undefined;
  const text = String(fill(step.text));
  return { body: { kind: "text", text, contentType: "text/plain;charset=UTF-8" }, shown: text };
}

function jsonBody(value: JsonValue): { body: Body; shown: JsonValue } {
  return {
    body: { kind: "text", text: JSON.stringify(value), contentType: "application/json" },
    shown: value,
  };
}

function urlencodedBody(value: JsonValue): { body: Body; shown: JsonValue } {
  const text = new URLSearchParams(fieldsOf(value)).toString();
  return {
    body: { kind: "text", text, contentType: "application/x-www-form-urlencoded;charset=UTF-8" },
    shown: value,
  };
}

async function multipartBody(
  form: JsonValue,
  files: Record<string, FileUpload>,
  context: RequestContext,
): Promise<{ body: Body; shown: JsonValue }> {
  const parts: Part[] = fieldsOf(form).map(([name, value]) => ({ name, value }));
  const shownFiles: Record<string, JsonValue> = {};
  for (const [field, file] of Object.entries(files)) {
    const name = String(context.scope.fill(field));
    const part = await filePart(name, file, context.seedDir);
    parts.push(part);
    shownFiles[name] = "filename" in part && part.path !== undefined
      ? `${part.filename} (${(await stat(part.path)).size} bytes)`
      : "(no file)";
  }
  const shown: JsonValue = { form, files: shownFiles };
  const guardText = JSON.stringify(
    parts.map((part) => "value" in part ? [part.name, part.value] : [part.name, part.filename]),
  );
  return {
    body: { kind: "multipart", multipart: await encodeMultipart(parts), summary: shown, guardText },
    shown,
  };
}

async function filePart(name: string, file: FileUpload, seedDir: string): Promise<Part> {
  if (file instanceof Hole) {
    throw new ProfileError("refused", `The file of ${name} is a hole: ${file.reason}`);
  }
  if ("empty" in file) return { name, filename: "", type: "application/octet-stream" };
  const path = await pathBelow(seedDir, file.seed, "seed");
  const filename = file.name ?? basename(file.seed);
  await stat(path).catch((error: unknown) => {
    throw new ProfileError("usage", `Seed ${join(seedDir, file.seed)} cannot be read`, { cause: error });
  });
  return { name, filename, type: file.type ?? "application/octet-stream", path };
}

/** Name and text of every field; an array is a repeated field. */
function fieldsOf(form: JsonValue): [string, string][] {
  if (!isObject(form)) return [];
  return Object.entries(form).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)])
  );
}
