/** What a session prints: a line for each exchange, and what was recorded in the end. */
import type { SeenExchange } from "../../recording/types.ts";
import type { AuditEvent } from "../../model/event.ts";
import { counted } from "../../text/counted.ts";
import { formatExchange } from "../tail/format.ts";
import type { SessionSummary } from "./mod.ts";

/** One line for an exchange, in the form of `record tail`. */
export function exchangeLine(exchange: SeenExchange): string {
  const { id, method, path, startedAt, durationMs, answer, failure } = exchange;
  const common: AuditEvent = {
    id,
    method,
    endpoint: path,
    timestamp: new Date(startedAt).toISOString(),
  };
  const end: AuditEvent = answer === undefined || answer.status >= 400
    ? {
      ...common,
      stage: "error",
      durationMs,
      error: { status: answer?.status ?? 0, message: answer === undefined ? failure ?? "no answer" : "" },
    }
    : { ...common, stage: "response", durationMs, status: answer.status };
  const at = (event: AuditEvent) => ({ event, line: 0, offset: 0, length: 0 });
  return formatExchange({ id, request: at({ ...common, stage: "request" }), end: at(end) });
}

/** One document for an exchange. */
export function exchangeDocument(exchange: SeenExchange): Record<string, unknown> {
  const { id, method, path, startedAt, durationMs, body, answer, failure, captureId, session } = exchange;
  const uploads = body.kind === "form" ? body.parts.filter(({ filename }) => filename !== undefined) : [];
  return {
    id,
    at: new Date(startedAt).toISOString(),
    method,
    path,
    status: answer?.status ?? null,
    duration_ms: Math.round(durationMs * 10) / 10,
    body: body.kind,
    ...(uploads.length === 0 ? {} : {
      uploads: uploads.map(({ name, filename, size, sha256 }) => ({ field: name, filename, size, sha256 })),
    }),
    ...(failure === undefined ? {} : { failure }),
    ...(captureId === undefined ? {} : { capture: captureId }),
    session: session.id,
  };
}

/** What was recorded, a line each, with the next command. */
export function summaryLines(summary: SessionSummary): string[] {
  const { runs, left, webSockets, configs, capture, next } = summary;
  const lines = runs.map(({ id, config, events, dir }) =>
    `  ${id}${config === undefined ? "" : ` (${config})`}: ${counted(events, "event")} in ${dir}`
  );
  if (configs.length > 0) {
    lines.push(`  config files of ${counted(configs.length, "run")} read, for sandboxes on a disk`);
  }
  const leftOut = Object.entries(left).map(([reason, count]) => `${reason} ${count}`).join(", ");
  if (leftOut !== "") lines.push(`  not recorded: ${leftOut}`);
  if (webSockets > 0) lines.push(`  ${counted(webSockets, "WebSocket")} passed on, not recorded`);
  if (capture !== undefined) {
    lines.push(
      `  the capture ${capture.slug === "" ? capture.id : capture.slug} was not confirmed; ` +
        `it is recorded as it was left (${counted(capture.steps, "step")})`,
    );
  }
  lines.push(...next.map((command) => `next: ${command}`));
  return lines;
}
