/** Answers the start link: binds the browser that opens it and leads on to the application. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Gate } from "./gate.ts";
import { sendHtml } from "./send.ts";

/** What the start link needs. */
export interface StartOptions {
  gate: Gate;
  /** Path that the browser is led to. */
  landing: string;
  onStarted: () => void;
}

/**
 * Answers a request for the start link. A browser that fetches ahead of the user does not use the key up.
 *
 * The way on is a page and no redirect: behind a redirect from elsewhere (a terminal in a browser) the cookie, which is
 * for the same site only, would not be sent.
 */
export function answerStart(
  request: IncomingMessage,
  response: ServerResponse,
  { gate, landing, onStarted }: StartOptions,
): void {
  const { headers } = request;
  if (request.method !== "GET") return sendHtml(response, 405, page("Only GET works here"), { Allow: "GET" });
  const dest = headers["sec-fetch-dest"];
  if (/prefetch|prerender/i.test(String(headers["sec-purpose"] ?? headers["purpose"] ?? ""))) {
    return sendHtml(response, 503, page("Open the link itself"));
  }
  if (dest !== undefined && dest !== "document") {
    return sendHtml(response, 403, page("Open the link in a window"));
  }
  const key = new URLSearchParams((request.url ?? "").split("?")[1] ?? "").get("key") ?? "";
  const on = page("The toolbar is ready in this browser", landing);
  if (gate.useKey(key)) {
    sendHtml(response, 200, on, { "Set-Cookie": gate.setCookie(), Refresh: `0; url=${encodeURI(landing)}` });
    onStarted();
  } else if (gate.knows(headers)) {
    sendHtml(response, 200, on, { Refresh: `0; url=${encodeURI(landing)}` });
  } else {
    const words = "This start link was used already or is not of this session. " +
      "Open the newest one from the terminal in which profile record proxy runs";
    sendHtml(response, 410, page(words));
  }
}

function page(words: string, landing?: string): string {
  const link = landing === undefined ? "" : ` <a href="${escaped(encodeURI(landing))}">Continue</a>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>profile record</title>` +
    `<meta name="color-scheme" content="light dark"></head><body><p>${
      escaped(words)
    }.${link}</p></body></html>\n`;
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
}
