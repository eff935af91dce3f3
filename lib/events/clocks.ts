/**
 * One time for the events of a log. Browsers write their own, and the computer may be minutes off; the server writes
 * when it took the event. An event is taken after it was made, so the least difference of many is nearest to that of
 * the two clocks.
 */
import type { AuditEvent } from "../model/event.ts";
import { isObject } from "../model/json.ts";
import type { LogItem } from "./types.ts";

/** Browsers send what they recorded after 200 ms; up to this, in ms, a clock is as good as the server's. */
const NEAR = 500;
/** Pages in the background send once a minute. Differences further apart, in ms, are those of a clock that was set. */
const LATEST = 70_000;
/** Most settings of one clock that are told apart. */
const MOST_SETTINGS = 100;
/** What the server stores in place of a session's id. */
const HIDDEN_SESSION = "[redacted]";

/** Milliseconds of an event's own clock, else of the server's; NaN without either. */
export function ownTime(event: AuditEvent): number {
  const own = Date.parse(event.timestamp ?? "");
  return Number.isNaN(own) ? Date.parse(event.received_at ?? "") : own;
}

/** Milliseconds of the moment at which the server took the event, as far as it tells; NaN without a time. */
export function takenTime(event: AuditEvent): number {
  // What a recorder of our own took later than it was made was imported.
  const taken = isOfBrowser(event) ? Date.parse(event.received_at ?? "") : NaN;
  return Number.isNaN(taken) ? ownTime(event) : taken;
}

/** Learns the clocks of a log from its events, and tells the time of each by the server's clock. */
export class Clocks {
  /** By user or session: the least difference of each setting of that clock, in rising order. */
  readonly #known = new Map<string, number[]>();

  /** Learns from an event. */
  note(event: AuditEvent): void {
    const difference = differenceOf(event);
    if (Number.isNaN(difference)) return;
    const key = keyOf(event);
    const settings = this.#known.get(key);
    if (settings === undefined) {
      this.#known.set(key, [difference]);
      return;
    }
    const index = settings.findIndex((least) => Math.abs(difference - least) < LATEST);
    if (index === -1) {
      if (settings.length >= MOST_SETTINGS) return;
      settings.push(difference);
    } else if (difference < (settings[index] ?? difference)) settings[index] = difference;
    else return;
    settings.sort((a, b) => a - b);
  }

  /** Milliseconds since 1970 by the server's clock; by the event's own where nothing tells the server's. */
  timeOf(event: AuditEvent): number {
    const own = ownTime(event);
    if (!isOfBrowser(event) || typeof event.timestamp !== "string") return own;
    return own + this.#offset(event);
  }

  /** Milliseconds to add to what the clock of a browser shows; 0 when it is right, or nothing is known. */
  #offset(event: AuditEvent): number {
    const settings = this.#known.get(keyOf(event)) ?? [];
    const difference = differenceOf(event);
    // Without a difference of its own it is as right as most: the lowest, as that is what the others were late by.
    const least = Number.isNaN(difference)
      ? settings[0] ?? 0
      : settings.findLast((one) => one <= difference && difference < one + LATEST) ?? difference;
    return Math.abs(least) <= NEAR ? 0 : least;
  }
}

/** The clocks of a log, in one pass. */
export async function readClocks(items: AsyncIterable<LogItem>): Promise<Clocks> {
  const clocks = new Clocks();
  for await (const item of items) if (item.kind === "event") clocks.note(item.at.event);
  return clocks;
}

/** Did a browser make the event? The server and recorders of our own write the time of their own clock. */
function isOfBrowser({ stage, recorder }: AuditEvent): boolean {
  return recorder === undefined && (stage === "request" || stage === "response" || stage === "error");
}

/** Milliseconds from the browser's clock to the server's, with the way in it; NaN when that is not told. */
function differenceOf(event: AuditEvent): number {
  return isOfBrowser(event) ? Date.parse(event.received_at ?? "") - Date.parse(event.timestamp ?? "") : NaN;
}

/** Whose clock it is: newer servers hide the session, and a user sits at one computer. */
function keyOf({ user, sessionId }: AuditEvent): string {
  const id = isObject(user) ? user["id"] ?? user["email"] : undefined;
  if (typeof id === "string" || typeof id === "number") return `user ${id}`;
  return sessionId === undefined || sessionId === HIDDEN_SESSION ? "" : `session ${sessionId}`;
}
