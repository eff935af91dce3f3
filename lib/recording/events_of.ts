/** A seen exchange as events of an audit log: WEPPcloud's shape with full values, still unredacted. */
import { STATUS_CODES } from "node:http";
import { jobIds } from "../endpoints/job_ids.ts";
import { parseEndpoint } from "../endpoints/parse_endpoint.ts";
import { taskOf } from "../endpoints/table.ts";
import type { AuditEvent, RequestMeta } from "../model/event.ts";
import { type JsonValue, parseJson } from "../model/json.ts";
import { endOf, formMeta, jsonMeta, textMeta } from "../model/request_meta.ts";
import { headerOf, keepsText, safeRequestHeaders, safeResponseHeaders } from "./headers.ts";
import type { SeenAnswer, SeenBody, SeenExchange } from "./types.ts";

/** The run that an exchange belongs to. */
export interface RunOfExchange {
  id: string;
  config?: string;
}

/**
 * The events of one exchange: `request`, `response` or `error`, and one `rq_enqueue` for each job that the answer
 * names.
 *
 * @param recorder who saw it: `proxy`, `har`
 * @param limit longest text of an answer that is kept, bytes
 * @param now clock, milliseconds since 1970
 */
export function eventsOf(
  exchange: SeenExchange,
  run: RunOfExchange,
  { recorder, limit, now }: { recorder: string; limit: number; now: number },
): AuditEvent[] {
  const { answer } = exchange;
  const upload = exchange.body.kind === "form" && exchange.body.encoding === "multipart";
  const common: AuditEvent = {
    sessionId: exchange.session.id,
    rootUrl: exchange.origin,
    runId: run.id,
    ...(run.config === undefined ? {} : { config: run.config }),
    ...(exchange.captureId === undefined ? {} : { captureId: exchange.captureId }),
    id: exchange.id,
    method: exchange.method.toUpperCase(),
    category: upload && exchange.method.toUpperCase() !== "GET" ? "file_upload" : "http_request",
    received_at: new Date(now).toISOString().replace("Z", "000+00:00"),
    recorder,
    session: { ...exchange.session },
  };
  const [path = "", query] = splitQuery(exchange.path);
  const names = query === "" ? [] : [...new Set(new URLSearchParams(query).keys())];
  const endedAt = new Date(exchange.startedAt + exchange.durationMs).toISOString();
  const text = answer === undefined ? undefined : keptText(answer, limit);
  return [
    {
      stage: "request",
      timestamp: new Date(exchange.startedAt).toISOString(),
      ...common,
      endpoint: path,
      requestMeta: { ...metaOf(exchange.body), ...headersOf(safeRequestHeaders(exchange.headers)) },
      ...(names.length === 0 ? {} : { params: names }),
    },
    {
      stage: "error",
      timestamp: endedAt,
      ...common,
      endpoint: exchange.path,
      durationMs: Math.round(exchange.durationMs * 10) / 10,
      ...(answer === undefined ? lost(exchange.failure) : endOf({
        status: answer.status,
        reason: STATUS_CODES[answer.status] ?? "",
        type: headerOf(answer.headers, "content-type") ?? "",
        text: text ?? "",
      })),
      ...(answer === undefined ? {} : { responseMeta: responseMeta(answer, text) }),
    },
    ...enqueued(exchange).map((job): AuditEvent => ({
      timestamp: endedAt,
      ...common,
      category: "rq_enqueue",
      id: `${exchange.id}-${job.job_id}`,
      requestId: exchange.id,
      endpoint: path,
      payload: job,
    })),
  ];
}

/** Ids of the jobs that an answer says were started. */
export function startedJobs({ method, path, answer }: SeenExchange): string[] {
  if (method.toUpperCase() === "GET" || answer?.text === undefined || answer.status >= 400) return [];
  if (/\/(?:jobstatus|jobinfo|canceljob)\b/.test(path)) return [];
  return jobIds(parseJson(answer.text));
}

function enqueued(exchange: SeenExchange): ({ job_id: string } & Record<string, JsonValue>)[] {
  const ids = startedJobs(exchange);
  if (ids.length === 0) return [];
  const target = parseEndpoint(exchange.path);
  const task = target === undefined ? undefined : taskOf(target.area, target.rest)?.name;
  const arguments_ = payloadOf(exchange.body);
  return ids.map((id) => ({
    job_id: id,
    job: `tasks.${task ?? lastName(target?.rest ?? "")}`,
    ...(arguments_ === undefined ? {} : { payload: arguments_ }),
  }));
}

/** `run-wepp` of an unknown endpoint becomes `run_wepp`. */
function lastName(rest: string): string {
  return rest.split("/").findLast((part) => part !== "")?.replaceAll("-", "_") ?? "unknown";
}

function payloadOf(body: SeenBody): JsonValue | undefined {
  if (body.kind === "json") return parseJson(body.text);
  if (body.kind !== "form") return undefined;
  return body.parts.map(({ name, value, filename }) => ({
    name,
    ...(value === undefined ? {} : { value }),
    ...(filename === undefined ? {} : { filename }),
  }));
}

function metaOf(body: SeenBody): RequestMeta {
  switch (body.kind) {
    case "none":
      return { hasBody: false };
    case "json": {
      const value = parseJson(body.text);
      // What is no JSON was sent that way.
      return value === undefined ? textMeta(body.text) : jsonMeta(body.text, value);
    }
    case "text":
      return textMeta(body.text);
    case "form":
      return formMeta(body.encoding, body.parts);
    case "bytes":
      return { hasBody: true, bodyType: "bytes", bodyLength: body.size, sha256: body.sha256 };
    case "lost":
      return {
        hasBody: true,
        bodyType: "lost",
        lost: body.reason,
        ...(body.size === undefined ? {} : { bodyLength: body.size }),
      };
  }
}

function headersOf(headers: Record<string, string>): { headers?: Record<string, string> } {
  return Object.keys(headers).length === 0 ? {} : { headers };
}

function keptText(answer: SeenAnswer, limit: number): string | undefined {
  const { text } = answer;
  if (text === undefined || answer.truncated === true) return undefined;
  if (!keepsText(headerOf(answer.headers, "content-type") ?? "")) return undefined;
  // A character is three bytes at most: short texts need no look.
  if (3 * text.length <= limit) return text;
  return new TextEncoder().encode(text).length > limit ? undefined : text;
}

function responseMeta(answer: SeenAnswer, text: string | undefined): NonNullable<AuditEvent["responseMeta"]> {
  const cut = answer.truncated === true || (answer.text !== undefined && text === undefined);
  const isKind = keepsText(headerOf(answer.headers, "content-type") ?? "");
  return {
    headers: safeResponseHeaders(answer.headers),
    ...(answer.size === undefined ? {} : { bodyLength: answer.size }),
    ...(text === undefined || text === "" ? {} : { body: text }),
    ...(cut && isKind ? { truncated: true } : {}),
  };
}

function lost(failure: string | undefined): AuditEvent {
  return { stage: "error", error: { name: "NetworkError", message: failure ?? "No answer came", status: 0 } };
}

function splitQuery(path: string): [string, string] {
  const [head = ""] = path.split("#");
  const at = head.indexOf("?");
  return at === -1 ? [head, ""] : [head.slice(0, at), head.slice(at + 1)];
}
