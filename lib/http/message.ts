/** Requests and answers as the rest of the program sees them. */
import type { JsonValue } from "../model/json.ts";
import type { Tally } from "../model/progress.ts";
import type { MultipartBody } from "./multipart.ts";

/** A body and how it is told to the guard and the transcript. */
export type Body =
  | { kind: "text"; text: string; contentType: string }
  | { kind: "multipart"; multipart: MultipartBody; summary: JsonValue; guardText: string };

/** One request as the play wants it sent. */
export interface HttpRequest {
  method: string;
  url: URL;
  headers?: Record<string, string>;
  body?: Body;
  /** Follow redirects of a read (default) or give the 3xx back. */
  redirect?: "follow" | "manual";
  /** Time limit for the answer once the request was sent, ms; default: those of the client. */
  timeout?: number;
  /** A request that is no read and may still be sent twice: a login, a token, a probe. */
  repeatable?: boolean;
  /** False: whoever asks has a patience of its own (polls); the first answer or failure is given back. */
  retry?: boolean;
  /** Write the body of a 2xx answer into this file, as it comes; the answer's text is empty then. */
  saveTo?: string;
  /** Gets the bytes that are written into it. */
  received?: Tally | undefined;
  /** Longest body that is written into it, bytes; what is longer is not read further. Default: any. */
  saveLimit?: number;
  /** In place of the client's: for what is sent after a play was stopped. */
  signal?: AbortSignal;
  /** Id of the step that it belongs to, for the transcript. */
  step?: string;
  /** Gets the bytes of a multipart body that went out; counted anew when it is sent again. */
  sent?: Tally;
  /** Statuses that are waited for: such an answer is never retried. */
  accepts?: (status: number) => boolean;
}

/** The answer, read whole up to the limit. */
export interface HttpAnswer {
  status: number;
  url: URL;
  headers: Record<string, string>;
  text: string;
  /** Parsed body, when it is JSON. */
  json: JsonValue | undefined;
  truncated: boolean;
  /** Bytes that were written into the request's file; missing when there was none, or too much for its limit. */
  saved?: number;
  /** Ms; `connect` is the time until a connection was ready. */
  timings: { connect?: number; first_byte: number; total: number };
  /** How often the request had to be sent again before this answer; missing: never. */
  retries?: number;
}

/** One exchange for the transcript; secrets are taken out when it is written. */
export interface Exchange {
  startedAt: string;
  /** Id of the step that it belongs to; none for login, tokens and the like. */
  step?: string;
  request: HttpRequest;
  /** The answer without its parsed body, its text cut to what a transcript keeps. */
  answer?: Omit<HttpAnswer, "json"> & { length: number };
  error?: string;
}

/** A read may be sent again, whatever became of it. */
export function isRepeatable({ method, repeatable }: HttpRequest): boolean {
  return method === "GET" || method === "HEAD" || repeatable === true;
}
