/** The same traffic as a HAR, with the habits of each program that writes HARs. */
import { Buffer } from "node:buffer";
import { boundaryOf, parseMultipart, parseUrlEncoded } from "../../lib/embedded/http/multipart.ts";
import type { Watched } from "./watched.ts";

export const FLAVOURS = ["chrome", "firefox", "playwright", "mitmproxy"] as const;
export type Flavour = (typeof FLAVOURS)[number];

const PROGRAMS: Record<Flavour, object> = {
  chrome: { creator: { name: "WebInspector", version: "537.36" } },
  firefox: {
    creator: { name: "Firefox", version: "140.0" },
    browser: { name: "Firefox", version: "140.0" },
  },
  playwright: {
    creator: { name: "Playwright", version: "1.55.0" },
    browser: { name: "chromium", version: "141.0.7390.37" },
  },
  mitmproxy: { creator: { name: "mitmproxy har_dump", version: "0.1" }, comment: "mitmproxy version 11" },
};

/** The HAR as text. */
export function harOf(seen: readonly Watched[], flavour: Flavour): string {
  const entries = seen.map((one, index) => entryOf(one, flavour, index));
  // Browsers list requests as they ended, not as they were started.
  if (flavour === "chrome") entries.reverse();
  return JSON.stringify({ log: { version: "1.2", ...PROGRAMS[flavour], pages: [], entries } }, null, 2);
}

function entryOf(one: Watched, flavour: Flavour, index: number) {
  const url = new URL(one.url);
  const pseudo = flavour === "chrome"
    ? [{ name: ":method", value: one.method }, { name: ":authority", value: url.host }]
    : [];
  // Requests of one millisecond keep their order.
  const at = new Date(one.at).toISOString().replace("Z", flavour === "firefox" ? "+00:00" : "Z");
  return {
    startedDateTime: at,
    time: one.ms,
    ...(flavour === "chrome"
      ? { _initiator: { type: "script" }, _resourceType: "xhr", _priority: "High" }
      : {}),
    ...(flavour === "firefox" ? { pageref: "page_1", timings: {} } : {}),
    request: {
      method: one.method,
      url: one.url,
      httpVersion: flavour === "firefox" ? "HTTP/2" : "http/2.0",
      headers: [...pseudo, ...nameValues(one.headers)],
      queryString: nameValues([...url.searchParams]),
      cookies: [],
      headersSize: -1,
      bodySize: one.body.length,
      ...(one.body.length === 0 ? {} : { postData: postData(one, flavour) }),
    },
    response: {
      status: one.status,
      statusText: "",
      httpVersion: "http/2.0",
      headers: nameValues(one.answerHeaders),
      cookies: [],
      content: content(one, flavour),
      redirectURL: header(one.answerHeaders, "location"),
      headersSize: -1,
      bodySize: -1,
      ...(flavour === "chrome" ? { _transferSize: one.answer.length, _error: null } : {}),
    },
    cache: {},
    timings: { send: 0, wait: one.ms, receive: 0 },
    serverIPAddress: "127.0.0.1",
    _number: index,
  };
}

function postData(one: Watched, flavour: Flavour) {
  const mimeType = header(one.headers, "content-type");
  const boundary = boundaryOf(mimeType);
  if (boundary === undefined) {
    const text = one.body.toString("utf8");
    const isForm = mimeType.startsWith("application/x-www-form-urlencoded");
    const params = isForm && flavour !== "firefox"
      ? [...parseUrlEncoded(text)].map(({ name, value }) => ({ name, value }))
      : [];
    return { mimeType, text, params };
  }
  switch (flavour) {
    case "mitmproxy":
      return { mimeType, text: one.body.toString("latin1"), params: [] };
    case "playwright":
      return { mimeType, text: one.body.toString("utf8"), params: [] };
    case "firefox":
      return { mimeType, params: [], text: one.body.toString("latin1") };
    case "chrome":
      return { mimeType, text: withoutFiles(one.body, boundary) };
  }
}

/** Chrome keeps the heads of file parts and leaves their bytes out. */
function withoutFiles(body: Buffer, boundary: string): string {
  const parts = parseMultipart(body, boundary).map(({ name, value, file }) => {
    if (file === undefined) return `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`;
    const disposition = `Content-Disposition: form-data; name="${name}"; filename="${
      file.name.replaceAll('"', "%22")
    }"`;
    return `${disposition}\r\nContent-Type: ${file.type}\r\n\r\n`;
  });
  const end = body.subarray(body.lastIndexOf(`--${boundary}--`)).toString("latin1");
  return parts.map((part) => `--${boundary}\r\n${part}\r\n`).join("") + end;
}

function content(one: Watched, flavour: Flavour) {
  const mimeType = header(one.answerHeaders, "content-type");
  const base = { size: one.answer.length, mimeType };
  if (one.answer.length === 0) return base;
  if (flavour === "mitmproxy" || !/json|text/.test(mimeType)) {
    return { ...base, text: one.answer.toString("base64"), encoding: "base64" };
  }
  return { ...base, text: one.answer.toString("utf8") };
}

function nameValues(pairs: [string, string][]) {
  return pairs.map(([name, value]) => ({ name, value }));
}

function header(headers: [string, string][], name: string): string {
  return headers.find(([each]) => each === name)?.[1] ?? "";
}
