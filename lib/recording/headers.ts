/** Which headers a recording keeps: a short list of harmless ones. Credentials are on none of them. */
import type { HeaderList } from "./types.ts";

const REQUEST = new Set([
  "content-type",
  "accept",
  "x-requested-with",
  "referer",
  "x-correlation-id",
  "if-match",
  "range",
]);
const RESPONSE = new Set([
  "content-type",
  "location",
  "content-disposition",
  "content-encoding",
  "retry-after",
  "allow",
  "x-correlation-id",
  "x-ratelimit-limit",
  "x-ratelimit-remaining",
]);

/** Request headers worth keeping, by lower-case name. */
export function safeRequestHeaders(headers: HeaderList): Record<string, string> {
  const kept = keep(headers, REQUEST);
  const { referer, ...others } = kept;
  return referer === undefined ? kept : { ...others, referer: referer.replace(/[?#][^]*$/, "") };
}

/** Response headers worth keeping, by lower-case name. */
export function safeResponseHeaders(headers: HeaderList): Record<string, string> {
  return keep(headers, RESPONSE);
}

/** The first header of that name, or undefined. */
export function headerOf(headers: HeaderList, name: string): string | undefined {
  return headers.find(([each]) => each.toLowerCase() === name)?.[1];
}

/** True for answers whose text is kept: JSON and plain text; pages are not, because they carry CSRF tokens. */
export function keepsText(contentType: string): boolean {
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  return /^application\/(?:[\w.-]+\+)?json$/.test(type) ||
    (type.startsWith("text/") && !/^text\/(?:html|css|javascript|event-stream)$/.test(type));
}

function keep(headers: HeaderList, names: ReadonlySet<string>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of headers) {
    const plain = name.toLowerCase();
    if (names.has(plain) && kept[plain] === undefined) kept[plain] = value;
  }
  return kept;
}
