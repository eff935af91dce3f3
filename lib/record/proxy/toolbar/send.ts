/** Answers of the toolbar's own addresses: never kept, never readable by another origin. */
import { Buffer } from "node:buffer";
import type { ServerResponse } from "node:http";

const HEADERS = {
  "Cache-Control": "no-store",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Content-Security-Policy":
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
};

/** Sends a value as JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  more: Record<string, string> = {},
): void {
  send(response, status, "application/json; charset=utf-8", JSON.stringify(value), more);
}

/** Sends a small page. */
export function sendHtml(
  response: ServerResponse,
  status: number,
  html: string,
  more: Record<string, string> = {},
): void {
  send(response, status, "text/html; charset=utf-8", html, more);
}

/** Sends no content. */
export function sendNothing(response: ServerResponse): void {
  response.writeHead(204, HEADERS).end();
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  text: string,
  more: Record<string, string>,
): void {
  const body = Buffer.from(text, "utf8");
  response.writeHead(status, { ...HEADERS, "Content-Type": type, "Content-Length": body.length, ...more });
  response.end(body);
}
