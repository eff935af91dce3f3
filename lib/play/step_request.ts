/** From a step to the request that goes out. */
import { endpointOfJob } from "../endpoints/enqueue.ts";
import { ProfileError } from "../errors.ts";
import type { HttpRequest } from "../http/client.ts";
import { resolvePath, runSegment, type ServerUrls } from "../http/server_urls.ts";
import type { JobApi } from "../jobs/await_job.ts";
import { jobApiOf } from "../jobs/job_api.ts";
import type { JsonValue } from "../model/json.ts";
import type { Step } from "../model/profile.ts";
import { methodOf } from "../model/step_method.ts";
import { asText } from "./as_text.ts";
import type { Scope } from "./scope.ts";
import { bodyOf } from "./step_body.ts";

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
    url.searchParams.append(
      String(context.scope.fill(name)),
      asText(context.scope.fill(value), `query ${name}`),
    );
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
