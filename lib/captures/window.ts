/** Which events of a log belong to a capture or to a span of time. */
import { dirname, join } from "node:path";
import { ProfileError } from "../errors.ts";
import { Clocks } from "../events/clocks.ts";
import { Pairer } from "../events/pair.ts";
import type { LocatedEvent, LogItem, PairedItem } from "../events/types.ts";
import type { AuditEvent } from "../model/event.ts";
import { type Capture, readCapturesFile, spanOf } from "./format.ts";

/** A part of a log. Times in ms since 1970 by the server's clock, both ends belong to it. */
export interface Window {
  from: number;
  to: number;
  /** Only events that carry this capture id (a run without marks of our own). */
  captureId?: string;
  /** Only events of these browser sessions; events that name none belong by time. */
  sessions?: ReadonlySet<string>;
  /** Id of the capture that was marked. */
  id?: string;
  /** Slug that was given when the capture was started. */
  slug?: string;
  notes?: string;
}

/** Name of the list beside the log. */
const CAPTURES_FILE = "profile.captures.json";

/** What the server stores in place of a session's id. */
const HIDDEN_SESSION = "[redacted]";

/** The window of a capture; an open one has no end. */
export function windowOf(capture: Capture): Window {
  return {
    ...spanOf(capture),
    id: capture.id,
    ...(capture.sessions === undefined ? {} : { sessions: new Set(capture.sessions) }),
    ...(capture.slug === undefined ? {} : { slug: capture.slug }),
    ...(capture.notes === undefined ? {} : { notes: capture.notes }),
  };
}

/**
 * The window of a capture by id, else by slug (the latest of that slug).
 *
 * @param log path of the audit log; the list of captures lies beside it
 * @throws ProfileError usage when there is no such capture or the list is damaged
 */
export async function captureWindow(log: string, capture: string): Promise<Window> {
  const file = join(dirname(log), CAPTURES_FILE);
  const listed = (await readCapturesFile(file))?.captures;
  const found = captureNamed(capture, listed ?? []);
  if (found !== undefined) return windowOf(found);
  if (capture === EVERYTHING) return { from: -Infinity, to: Infinity };
  // Without marks of our own, the id may be one that clients put on their events.
  if (listed === undefined) return { from: -Infinity, to: Infinity, captureId: capture };
  const ids = listed.map(({ id, slug }) => slug === undefined ? id : `${id} (${slug})`).join(", ");
  throw new ProfileError("usage", `There is no capture ${JSON.stringify(capture)}`, {
    position: { file },
    remedy: ids === ""
      ? "No capture was started on this run; mark one with profile record start"
      : `Captures of this run: ${ids}`,
  });
}

/** The window of everything, also where captures are marked; a capture of that name goes first. */
export const EVERYTHING = "all";

/**
 * The captures of a log that have ended, in words that `--capture` takes, in the order of time.
 *
 * @param log path of the audit log; the list of captures lies beside it
 * @throws ProfileError usage when the list is damaged
 */
export async function endedCaptures(log: string): Promise<string[]> {
  const captures = (await readCapturesFile(join(dirname(log), CAPTURES_FILE)))?.captures ?? [];
  return captures.filter(({ ended_at }) => typeof ended_at === "string")
    .map((capture) => captureName(capture, captures));
}

/** What `--capture` takes: the slug, or the id of a capture that is not the one which goes by that slug. */
export function captureName({ id, slug }: Capture, captures: readonly Capture[]): string {
  if (slug === undefined || slug === "") return id;
  return captureNamed(slug, captures)?.id === id ? slug : id;
}

/** The capture of that id, else the latest of that slug. */
export function captureNamed(name: string, captures: readonly Capture[]): Capture | undefined {
  return captures.find(({ id }) => id === name) ?? captures.findLast(({ slug }) => slug === name);
}

/** True when a window begins or ends at a moment: then the clocks of its log have to be known before. */
export function hasTimes({ from, to }: Window): boolean {
  return from !== -Infinity || to !== Infinity;
}

/** True when the window is the whole log. */
export function isWholeLog(window: Window): boolean {
  return !hasTimes(window) && window.captureId === undefined && window.sessions === undefined;
}

/**
 * Does an event lie in the window? Without a time it does only when the window is the whole log. Of a pair ask for the
 * request: its answer belongs with it, also behind the end mark.
 *
 * @param time by the server's clock, see {@link Clocks}
 */
export function inWindow(window: Window, event: AuditEvent, time: number): boolean {
  if (window.captureId !== undefined) {
    return (event.captureId ?? event.capture_id ?? "stream") === window.captureId;
  }
  if (window.sessions !== undefined) {
    const session = event.sessionId;
    if (session !== undefined && session !== HIDDEN_SESSION && !window.sessions.has(session)) return false;
  }
  if (!hasTimes(window)) return true;
  return time >= window.from && time <= window.to;
}

/** The event that decides whether a paired item belongs to a window, with the lines that go with it. */
export function decidingEvent(item: PairedItem): { by: AuditEvent; all: LocatedEvent[] } | undefined {
  if (item.kind === "problem") return undefined;
  if (item.kind === "other") return { by: item.at.event, all: [item.at] };
  const { request, end } = item.exchange;
  const all = [request, end].filter((at) => at !== undefined);
  const by = all[0]?.event;
  return by === undefined ? undefined : { by, all };
}

/**
 * Lines of a log whose events belong to a window, whatever the order of requests and answers in the file.
 *
 * @param items the log from its beginning
 * @param clocks those of that log
 */
export async function linesInWindow(
  window: Window,
  items: AsyncIterable<LogItem>,
  clocks: Clocks,
): Promise<Set<number>> {
  const lines = new Set<number>();
  await eachDecided(items, (by, all) => {
    if (inWindow(window, by, clocks.timeOf(by))) all.forEach(({ line }) => lines.add(line));
  });
  return lines;
}

/**
 * Number of events in each capture, in the order given.
 *
 * @param items the log from its beginning
 * @param clocks those of that log
 */
export async function countEvents(
  captures: readonly Capture[],
  items: AsyncIterable<LogItem>,
  clocks: Clocks,
): Promise<number[]> {
  const windows = captures.map(windowOf);
  const counts = windows.map(() => 0);
  await eachDecided(items, (by, all) => {
    const time = clocks.timeOf(by);
    const index = windows.findIndex((window) => inWindow(window, by, time));
    if (index !== -1) counts[index] = (counts[index] ?? 0) + all.length;
  });
  return counts;
}

async function eachDecided(
  items: AsyncIterable<LogItem>,
  take: (by: AuditEvent, all: LocatedEvent[]) => void,
): Promise<void> {
  const pairer = new Pairer();
  const give = (item: PairedItem): void => {
    const decided = decidingEvent(item);
    if (decided !== undefined) take(decided.by, decided.all);
  };
  for await (const item of items) if (item.kind === "event") pairer.push(item.at).forEach(give);
  pairer.rest().forEach(give);
}

/** Most requests whose answer is waited for. */
const MOST_OPEN = 100_000;

/**
 * Chooses the events of a window as they come. An answer goes where its request went; one that comes before its
 * request is judged by its own time, since nothing else is known yet. Of the clocks it knows what came before.
 */
export class WindowFilter {
  readonly #window: Window;
  readonly #asked = new Map<string, boolean>();
  readonly #clocks = new Clocks();

  constructor(window: Window) {
    this.#window = window;
  }

  /** True when the event belongs to the window. */
  takes(event: AuditEvent): boolean {
    this.#clocks.note(event);
    const own = inWindow(this.#window, event, this.#clocks.timeOf(event));
    const { stage, id } = event;
    if (id === undefined || (stage !== "request" && stage !== "response" && stage !== "error")) return own;
    const key = `${id}\n${event.sessionId ?? ""}`;
    if (stage !== "request") {
      const asked = this.#asked.get(key);
      this.#asked.delete(key);
      return asked ?? own;
    }
    this.#asked.set(key, own);
    if (this.#asked.size > MOST_OPEN) {
      for (const oldest of this.#asked.keys()) {
        this.#asked.delete(oldest);
        break;
      }
    }
    return own;
  }
}
