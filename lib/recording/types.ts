/**
 * What a recorder saw from outside: one request with its answer, before anything is redacted or written.
 * `store.ts` writes it: bytes first (`bodies.put`, whose result is spread into the part), then `add`.
 */
import type { BodyPart } from "../model/event.ts";

/** Names and values of headers in their order; names as sent. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** A request's body. File parts and raw bytes are kept by hash already; their content is not in memory. */
export type SeenBody =
  | { kind: "none" }
  /** JSON as sent. */
  | { kind: "json"; text: string }
  | { kind: "text"; text: string; type?: string }
  /** A form: every field in its order; a file by name, type, size and hash. */
  | { kind: "form"; encoding: "multipart" | "urlencoded"; parts: BodyPart[] }
  /** Any other bytes. */
  | { kind: "bytes"; type?: string; size: number; sha256: string }
  /** Something was sent that cannot be known, and why: `the HAR holds no content`. */
  | { kind: "lost"; reason: string; type?: string; size?: number };

/** An answer. */
export interface SeenAnswer {
  status: number;
  headers: HeaderList;
  /** Decoded (not compressed) text of a JSON or text answer, up to the recorder's limit. */
  text?: string;
  /** Decoded size in bytes, where it is known. */
  size?: number;
  truncated?: boolean;
}

/** Who was at work: nothing in here names a person. */
export interface SeenSession {
  /** Stable for one browser session: tabs of one recording share it. */
  id: string;
  /** Pseudonym of the user, where one logged in through the recorder. */
  user?: string;
  /** `Chrome 126`, `Firefox 140`. */
  browser?: string;
  /** `1280x720`. */
  viewport?: string;
}

/** One request with its answer. */
export interface SeenExchange {
  /** Unique within the recording. */
  id: string;
  method: string;
  /** Origin of the recorded server: `https://wepp.example.org`. */
  origin: string;
  /** Path with query, as sent, without origin. */
  path: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  durationMs: number;
  headers: HeaderList;
  body: SeenBody;
  /** Not there when no answer came; then `failure` says why. */
  answer?: SeenAnswer;
  failure?: string;
  session: SeenSession;
  /** Id of the capture that was open, when one was. */
  captureId?: string;
  /** Run that the exchange belongs to, when its path does not say so (job polls, run creation). */
  runId?: string;
  config?: string;
}
