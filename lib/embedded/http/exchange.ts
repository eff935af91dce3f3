/** One request under way: what was sent, who sent it, and what is known about it so far. */
import type { IncomingHttpHeaders } from "node:http";
import type { Claims } from "../auth/tokens.ts";
import type { Session } from "../auth/sessions.ts";
import type { Run } from "../runs/run.ts";
import { type Body, parseBody } from "./body.ts";

/** One request under way. */
export class Exchange {
  readonly method: string;
  /** As sent, without query. */
  readonly path: string;
  /** With the question mark, or empty. */
  readonly search: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Uint8Array;
  params: Record<string, string> = {};
  session: Session | undefined;
  /** Claims of a valid bearer token. */
  token: Claims | undefined;
  /** Why the bearer token is not valid. */
  tokenTrouble: string | undefined;
  /** The run that the request is about, as soon as it is found. */
  run: Run | undefined;
  /** Cookies to set with the answer. */
  readonly setCookies: string[] = [];
  /** How a fault ends the answer: not at all, or in the middle. */
  ending: "reset" | "cut" | undefined;
  /** True when the answer must not be kept in the audit log (it holds a token). */
  secret = false;
  #body: Body | undefined;

  constructor(method: string, url: string, headers: IncomingHttpHeaders, bytes: Uint8Array) {
    const at = url.indexOf("?");
    this.method = method;
    this.path = at < 0 ? url : url.slice(0, at);
    this.search = at < 0 ? "" : url.slice(at);
    this.query = new URLSearchParams(this.search);
    this.headers = headers;
    this.bytes = bytes;
  }

  /** The parsed body; throws HttpError 400 when it is damaged. */
  get body(): Body {
    this.#body ??= parseBody(this.bytes, this.headers["content-type"] ?? "");
    return this.#body;
  }

  /** A cookie's value. */
  cookie(name: string): string | undefined {
    for (const pair of (this.headers.cookie ?? "").split(";")) {
      const at = pair.indexOf("=");
      if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
    }
    return undefined;
  }

  /** A header with one value. */
  header(name: string): string | undefined {
    const value = this.headers[name];
    return Array.isArray(value) ? value[0] : value;
  }

  /** The first plain field of that name in a form or JSON body. */
  field(name: string): string | undefined {
    const body = this.body;
    if (body.kind === "multipart" || body.kind === "urlencoded") {
      return body.parts.find((part) => part.name === name && part.file === undefined)?.value;
    }
    if (body.kind !== "json" || typeof body.value !== "object" || body.value === null) return undefined;
    const value = Array.isArray(body.value) ? undefined : body.value[name];
    return value === undefined || value === null ? undefined : String(value);
  }
}
