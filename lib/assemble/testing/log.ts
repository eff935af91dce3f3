/** Small recordings for tests: a run directory with a log, written event by event. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { sha256 } from "../../files/hash.ts";
import type { RequestMeta } from "../../model/event.ts";
import { createRedactor } from "../../redact/redactor.ts";
import { assemble } from "../assemble.ts";
import type { AssembleOptions, AssembleResult } from "../types.ts";

/** What a test says about one request; the rest is filled in. */
export interface TestRequest {
  method?: string;
  /** Below `/weppcloud/runs/<run>/<config>/`, or from the root when it starts with `/`. */
  to: string;
  meta?: RequestMeta;
  status?: number;
  /** `false`: nothing came back. */
  answered?: boolean;
  /** The page saw it fail with this message, without a status. */
  failed?: string;
  /** Body of the answer, as own recordings keep it. */
  answer?: string;
  endpoint?: string;
  extra?: Record<string, unknown>;
}

/** A recording being written, and what is assembled from it. */
export interface TestRecording {
  runDir: string;
  dataRoot: string;
  /** Puts a file below the run directory. */
  put(path: string, content: string | Uint8Array): Promise<void>;
  /** Keeps bytes by hash, as own recorders do, and gives the hash. */
  keep(bytes: string): Promise<string>;
  assemble(options?: Partial<AssembleOptions>): Promise<AssembleResult>;
}

const RUN = "ample-otter";
const CONFIG = "dev_unit_1";
const START = Date.parse("2026-01-02T03:04:05.000Z");

/** Lines of a log, one second between requests. */
export function logText(requests: readonly TestRequest[]): string {
  return requests.flatMap((request, index) => eventsOf(request, index)).map((event) =>
    JSON.stringify(event) + "\n"
  )
    .join("");
}

/** Runs a test on a recording in a temporary folder. */
export async function withRecording(
  requests: readonly TestRequest[],
  run: (recording: TestRecording) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "profile-assemble-"));
  try {
    const runDir = join(folder, "runs", RUN);
    const dataRoot = join(folder, "data");
    const put = async (path: string, content: string | Uint8Array) => {
      await mkdir(dirname(join(runDir, path)), { recursive: true });
      await writeFile(join(runDir, path), content);
    };
    await put("_logs/profile.events.jsonl", logText(requests));
    await put(`${CONFIG}.cfg`, "[general]\n");
    await run({
      runDir,
      dataRoot,
      put,
      async keep(bytes) {
        await put(`_logs/bodies/${sha256(bytes)}`, bytes);
        return sha256(bytes);
      },
      assemble: async (options = {}) =>
        await assemble({
          source: runDir,
          dataRoot,
          holes: "keep",
          redactor: createRedactor(),
          now: new Date(START),
          ...options,
        }),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function eventsOf(request: TestRequest, index: number): Record<string, unknown>[] {
  const endpoint = request.to.startsWith("/") ? request.to : `/weppcloud/runs/${RUN}/${CONFIG}/${request.to}`;
  const common = (offset: number) => ({
    timestamp: new Date(START + index * 1000 + offset).toISOString(),
    sessionId: "page-1",
    rootUrl: "https://wepp.example.org",
    runId: RUN,
    config: CONFIG,
    id: `event-${index + 1}`,
    method: request.method ?? "POST",
    category: request.meta?.bodyType === "form-data" ? "file_upload" : "http_request",
  });
  const asked = { stage: "request", ...common(0), endpoint, requestMeta: request.meta ?? { hasBody: false } };
  if (request.answered === false) return [asked];
  if (request.failed !== undefined) {
    const error = { name: "HttpError", message: request.failed };
    return [asked, { stage: "error", ...common(100), endpoint, error }];
  }
  const status = request.status ?? 200;
  const ended = status >= 200 && status < 300
    ? {
      stage: "response",
      ...common(100),
      endpoint: request.endpoint ?? endpoint,
      status,
      ok: true,
      ...(request.answer === undefined ? {} : { responseMeta: { body: request.answer } }),
    }
    : {
      stage: "error",
      ...common(100),
      endpoint,
      error: { name: "HttpError", message: `HTTP ${status}`, status },
    };
  return [asked, { ...ended, durationMs: 100, ...request.extra }];
}

/** The body of a JSON request as V2 records it. */
export function json(value: unknown): RequestMeta {
  const text = JSON.stringify(value);
  return { hasBody: true, bodyType: "json", jsonPayload: text, bodyPreview: text.slice(0, 256) };
}

/** The body of a form as V2 records it: keys without a value are files. */
export function form(values: Record<string, string | string[]>, files: string[] = []): RequestMeta {
  return {
    hasBody: true,
    bodyType: "form-data",
    formKeys: [...Object.keys(values), ...files],
    ...(Object.keys(values).length === 0 ? {} : { formValues: values }),
  };
}

/** An upload of a burn severity map, without its bytes. */
export const SBS: TestRequest = {
  to: "tasks/upload_sbs/",
  meta: form({ sbs_mode: "0" }, ["input_upload_sbs"]),
};

/** A poll of a job. */
export function poll(job: string, status = 200): TestRequest {
  return { method: "GET", to: `/rq-engine/api/jobstatus/${job}`, status };
}
