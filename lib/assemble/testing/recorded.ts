/** Requests as the assembler's rules meet them, without a log: in time order, about one run. */
import { parseEndpoint } from "../../endpoints/parse_endpoint.ts";
import type { AuditEvent, RequestMeta } from "../../model/event.ts";
import type { Recorded } from "../types.ts";
import { json } from "./log.ts";

/** What a test says about one request. */
export interface Said {
  method?: string;
  /** Below the run, or from the root when it starts with `/`. */
  to: string;
  /** Ms since the start of the test. */
  at: number;
  /** Ms until the answer; `null`: none is in the log. */
  took?: number | null;
  /** 200 by default; 0: the page saw it fail. */
  status?: number;
  json?: unknown;
  meta?: RequestMeta;
  user?: number;
  page?: string;
  /** Body of the answer. */
  answer?: string;
}

/** What the rules need to know of the log. */
export const ABOUT = {
  runId: "a",
  origins: new Set<string>(),
  recordsFormValues: true,
  started: new Map<Recorded, string>(),
};

/** Requests of a log; lines are 1, 3, 5, …. */
export function recordedOf(all: readonly Said[]): Recorded[] {
  return all.map((said, index) => one(said, index * 2 + 1));
}

/** The line of each request of a list, for comparing. */
export function linesOf(all: Iterable<Recorded>): number[] {
  return [...all].map(({ line }) => line);
}

function one(said: Said, line: number): Recorded {
  const { method = "POST", to, at, took = 100, status = 200 } = said;
  const endpoint = /^(\/|https?:)/.test(to) ? to : `/weppcloud/runs/a/b/${to}`;
  const target = parseEndpoint(endpoint, { runId: "a", config: "b" });
  if (target === undefined) throw new TypeError(`"${to}" is no address`);
  const common = {
    endpoint,
    method,
    ...(said.page === undefined ? {} : { sessionId: said.page }),
    ...(said.user === undefined ? {} : { user: { id: said.user } }),
  };
  const meta = said.meta ?? (said.json === undefined ? { hasBody: false } : json(said.json));
  const ended: AuditEvent = {
    ...common,
    stage: "response",
    timestamp: stamp(at + (took ?? 0)),
    ...(said.answer === undefined ? {} : { responseMeta: { body: said.answer } }),
  };
  const outcome = took === null || status === 0 ? "lost" : status < 400 ? "ok" : "refused";
  return {
    method,
    target,
    at: stamp(at),
    time: Date.parse(stamp(at)),
    lines: took === null ? [line] : [line, line + 1],
    line,
    id: `${line}`,
    request: { ...common, stage: "request", timestamp: stamp(at), requestMeta: meta },
    ...(took === null ? {} : { end: ended, ended: Date.parse(stamp(at + took)) }),
    outcome,
    ...(took === null || status === 0 ? {} : { status }),
    ...(outcome === "ok"
      ? {}
      : { trouble: status === 0 ? "ended without an answer" : `was answered with ${status}` }),
    inWindow: true,
  };
}

function stamp(at: number): string {
  return new Date(Date.parse("2026-01-02T03:04:05.000Z") + at).toISOString();
}
