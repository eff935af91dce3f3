/** Answers, and the error envelopes of WEPPcloud's services. */
import { STATUS_CODES } from "node:http";

/** An answer before it is sent. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array | string;
}

/**
 * Which service answers: rq-engine and query-engine (`engine`, JSON envelope), the old Flask API (`legacy`,
 * `Success: false`) or Flask pages (`page`, Werkzeug's HTML).
 */
export type Surface = "engine" | "legacy" | "page";

/** Ends the handling of a request with an error answer. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: string | undefined;
  readonly details: unknown;
  readonly headers: Record<string, string>;
  /** Set when another service than the address's own answers. */
  readonly surface: Surface | undefined;

  constructor(
    status: number,
    message: string,
    more: { code?: string; details?: unknown; headers?: Record<string, string>; surface?: Surface } = {},
  ) {
    super(message);
    this.status = status;
    this.code = more.code;
    this.details = more.details;
    this.headers = more.headers ?? {};
    this.surface = more.surface;
  }
}

/** A JSON answer. */
export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(value) };
}

/** An HTML answer. */
export function html(body: string, status = 200): Reply {
  return { status, headers: { "content-type": "text/html; charset=utf-8" }, body };
}

/** A redirect. */
export function redirect(location: string, status = 302): Reply {
  return { status, headers: { location, "content-type": "text/html; charset=utf-8" }, body: "" };
}

/** Text of an HTTP status. */
export function statusText(status: number): string {
  return STATUS_CODES[status] ?? "Unknown";
}

/** The error in the form of the service that answers. */
export function errorReply(asked: Surface, error: HttpError): Reply {
  const surface = error.surface ?? asked;
  const reply = surface === "engine"
    ? json(envelope(error), error.status)
    : surface === "legacy"
    ? json({ Success: false, Error: error.message, StackTrace: stackOf(error) }, error.status)
    : html(errorPage(error.status, error.message), error.status);
  return { ...reply, headers: { ...reply.headers, ...error.headers } };
}

/** The canonical envelope. */
function envelope(error: HttpError): object {
  return {
    error: {
      message: error.message,
      ...error.code === undefined ? {} : { code: error.code },
      ...error.details === undefined ? {} : { details: error.details },
    },
  };
}

function stackOf(error: HttpError): string[] {
  return typeof error.details === "string" ? error.details.split("\n") : [];
}

function errorPage(status: number, message: string): string {
  const title = `${status} ${statusText(status)}`;
  return `<!doctype html>\n<html lang=en>\n<title>${title}</title>\n<h1>${statusText(status)}</h1>\n<p>${
    escapeHtml(message)
  }</p>\n`;
}

/** Text for use in HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(
    '"',
    "&quot;",
  );
}
