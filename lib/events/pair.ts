/**
 * Requests find their ends. Batches arrive out of order and ids are unique per page load only, so a pair needs
 * the same id and the same session; where the server hid the session (V3 and later) method and path decide.
 */
import type { Exchange, LocatedEvent, LogItem, PairedItem } from "./types.ts";

/** What the server stores in place of a page-load id. */
const HIDDEN_SESSION = "[redacted]";
/** Most events that may wait for their other half; beyond it the oldest is given out alone. */
const MOST_OPEN = 100_000;

/** Pairs events as they come. Memory is bounded by the events that wait for their other half. */
export class Pairer {
  readonly #open = new Map<string, LocatedEvent[]>();
  #waiting = 0;

  /** Takes one event; gives what is complete by it. */
  push(at: LocatedEvent): PairedItem[] {
    const { stage, id } = at.event;
    if (stage !== "request" && stage !== "response" && stage !== "error") return [{ kind: "other", at }];
    if (id === undefined) return [alone(at)];
    const key = keyOf(at);
    const candidates = this.#open.get(key);
    const index = candidates?.findIndex((other) => belongTogether(other, at)) ?? -1;
    const [other] = index === -1 ? [] : candidates?.splice(index, 1) ?? [];
    if (candidates !== undefined && other !== undefined) {
      this.#waiting--;
      if (candidates.length === 0) this.#open.delete(key);
      return [{
        kind: "exchange",
        exchange: { id, ...(stage === "request" ? sides(at, other) : sides(other, at)) },
      }];
    }
    if (candidates === undefined) this.#open.set(key, [at]);
    else candidates.push(at);
    this.#waiting++;
    return this.#waiting > MOST_OPEN ? this.#giveOldest() : [];
  }

  /** Does the event still wait for its other half? */
  isOpen(at: LocatedEvent): boolean {
    return this.#open.get(keyOf(at))?.includes(at) === true;
  }

  /** What never found its other half, in file order. */
  rest(): PairedItem[] {
    const left = [...this.#open.values()].flat().sort((a, b) => a.offset - b.offset);
    this.#open.clear();
    this.#waiting = 0;
    return left.map(alone);
  }

  #giveOldest(): PairedItem[] {
    for (const [key, waiting] of this.#open) {
      this.#open.delete(key);
      this.#waiting -= waiting.length;
      return waiting.map(alone);
    }
    return [];
  }
}

/**
 * Pairs the items of a log: each exchange comes when it is complete, what lacks its other half comes at the end;
 * problems and events of other stages keep their place.
 */
export async function* pairEvents(items: AsyncIterable<LogItem>): AsyncGenerator<PairedItem> {
  const pairer = new Pairer();
  for await (const item of items) {
    if (item.kind === "problem") yield item;
    else yield* pairer.push(item.at);
  }
  yield* pairer.rest();
}

/**
 * The path of an endpoint without origin, query, fragment and slashes at its ends. Requests and responses write
 * the same address differently; the shorter path is then the end of the longer one.
 */
export function endpointPath(endpoint: string): string {
  return endpoint.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "").replace(/[?#][^]*$/, "").replace(
    /^\/+|\/+$/g,
    "",
  );
}

function keyOf({ event }: LocatedEvent): string {
  return `${event.id ?? ""}\n${event.sessionId ?? ""}`;
}

function belongTogether(a: LocatedEvent, b: LocatedEvent): boolean {
  if ((a.event.stage === "request") === (b.event.stage === "request")) return false;
  if ((a.event.sessionId ?? HIDDEN_SESSION) !== HIDDEN_SESSION) return true;
  if (a.event.method !== b.event.method) return false;
  if (a.event.endpoint === undefined || b.event.endpoint === undefined) return true;
  if (a.event.endpoint === b.event.endpoint) return true;
  const [one, two] = [endpointPath(a.event.endpoint), endpointPath(b.event.endpoint)];
  return one === two || `/${one}`.endsWith(`/${two}`) || `/${two}`.endsWith(`/${one}`);
}

function alone(at: LocatedEvent): PairedItem {
  const id = at.event.id ?? "";
  const exchange: Exchange = at.event.stage === "request" ? { id, request: at } : { id, end: at };
  return { kind: "exchange", exchange };
}

function sides(request: LocatedEvent, end: LocatedEvent): { request: LocatedEvent; end: LocatedEvent } {
  return { request, end };
}
