/** A gateway's or login's HTML page in place of the JSON that an address always answers. */
import type { HttpAnswer, HttpRequest } from "../http/client.ts";

/** Addresses that answer JSON whatever happens: rq-engine, query-engine, and the changes of the old API. */
const JSON_ONLY = /^\/(?:rq-engine\/(?:api|create)|query-engine)\/|\/rq\/api\//;
const CHANGE = /\/tasks\//;

/**
 * A failure when JSON was due and HTML came; empty otherwise.
 *
 * @param answer with a status that the step takes
 * @param request the step's
 */
export function htmlInPlace(answer: HttpAnswer, { method, url }: HttpRequest): string[] {
  const due = JSON_ONLY.test(url.pathname) || (method !== "GET" && CHANGE.test(url.pathname));
  const redirect = answer.status >= 300 && answer.status < 400;
  if (!due || redirect || answer.json !== undefined || !isHtml(answer)) return [];
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(answer.text)?.[1]?.replace(/\s+/g, " ").trim() ?? "";
  const page = title === "" ? "an HTML page" : `the HTML page "${title.slice(0, 100)}"`;
  return [`expected JSON, got ${page}`];
}

function isHtml({ headers, text }: HttpAnswer): boolean {
  const type = headers["content-type"];
  return type === undefined ? /^\s*</.test(text) : /html/i.test(type);
}
