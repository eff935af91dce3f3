/**
 * One line of an audit log becomes an event, or a problem in words. Python writes lone surrogates
 * (`\ud83d`) when it cut a text in two; they are read as they are.
 */
import { AuditEvent } from "../model/event.ts";
import { isObject } from "../model/json.ts";
import type { Line } from "./line_reader.ts";
import type { LocatedEvent, LogItem, LogProblem } from "./types.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true });
/** Other spellings and the places of the specification's event model, by the name used here. */
const SYNONYMS: readonly [keyof AuditEvent & string, readonly (readonly string[])[]][] = [
  ["runId", [["run_id"], ["run_context", "run_id"], ["run_context", "runid"], ["run_context", "runId"]]],
  ["captureId", [["capture_id"], ["run_context", "capture_id"]]],
  ["config", [["run_context", "config"]]],
  ["sessionId", [["session", "id"], ["session", "session_id"]]],
];

/**
 * Parses one line.
 *
 * @param line the bytes with their place
 * @param number line number from 1
 * @returns the event, or the problem with its place
 */
export function parseLine(line: Line, number: number): LogItem {
  const problem = (kind: LogProblem["kind"], message: string): LogItem => ({
    kind: "problem",
    problem: { kind, line: number, offset: line.offset, message },
  });
  if (line.damage !== undefined) return problem("unreadable", line.damage);
  if (line.tooLong) {
    return problem("too-long", `The line is too long and was skipped: ${looksOf(line)}`);
  }
  if (!line.complete) {
    return problem("torn", `The last line is not ended: ${looksOf(line)}`);
  }
  const text = decode(line.bytes);
  if (text === undefined) return problem("unreadable", `The line is not UTF-8: ${line.length} bytes`);
  if (text.includes("\0")) return problem("unreadable", `The line holds NUL bytes: ${line.length} bytes`);
  if (text.trim() === "") return problem("broken", "The line is empty");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return problem("broken", `The line is not JSON: ${looksOf(line)}`);
  }
  if (!isObject(value)) return problem("broken", `The line is JSON but not an object: ${line.length} bytes`);
  return { kind: "event", at: locate(value, { line: number, offset: line.offset, length: line.length }) };
}

/** An object of a log as an event at its place: other spellings filled in, fields of a wrong type moved aside. */
export function locate(
  written: Record<string, unknown>,
  place: Pick<LocatedEvent, "line" | "offset" | "length">,
): LocatedEvent {
  const event = withSynonyms(toEvent(written));
  return event === written ? { event, ...place } : { event, written, ...place };
}

/** The object as an event. Fields of a wrong type are moved to `unreadable`, so that the rest can be used. */
function toEvent(value: Record<string, unknown>): AuditEvent {
  const result = AuditEvent.safeParse(value);
  // The schema changes nothing, so what was written is the event; this keeps the order of its keys.
  if (result.success) return value as AuditEvent;
  const wrong = new Set(result.error.issues.map((issue) => String(issue.path[0])));
  const good = Object.fromEntries(Object.entries(value).filter(([key]) => !wrong.has(key)));
  const bad = Object.fromEntries(Object.entries(value).filter(([key]) => wrong.has(key)));
  return AuditEvent.parse({ ...good, unreadable: bad });
}

function withSynonyms(event: AuditEvent): AuditEvent {
  const found: Record<string, string> = {};
  for (const [name, places] of SYNONYMS) {
    if (event[name] !== undefined) continue;
    const value = places.map((place) => at(event, place)).find((item) => typeof item === "string");
    if (typeof value === "string") found[name] = value;
  }
  return Object.keys(found).length === 0 ? event : { ...event, ...found };
}

function at(value: unknown, place: readonly string[]): unknown {
  return place.reduce<unknown>((item, key) => isObject(item) ? item[key] : undefined, value);
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** What a damaged line looks like, without its content: a piece of a line may begin inside a secret. */
function looksOf(line: Line): string {
  const looksWhole = new TextDecoder().decode(line.bytes.subarray(0, 2)) === '{"';
  return `${line.length} bytes, ${looksWhole ? "begins like an event" : "does not begin like an event"}`;
}
