/**
 * Does the run's own log go on after what was read? A spool, a rotated part or a copy may end before the run did;
 * then the state of the run tells of changes that nobody saw.
 */
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { Clocks } from "../events/clocks.ts";
import { parseLine } from "../events/parse_line.ts";
import type { EventSource } from "../events/types.ts";
import { AUDIT_LOG } from "../model/event.ts";
import type { Recorded } from "./types.ts";

/** How much of the end of a log is looked at, in bytes. */
const TAIL = 1 << 20;

/**
 * True when the log in the run directory holds a change that is later than every request that was read.
 *
 * @param requests what was read, in time order
 */
export function goesOn(source: EventSource, requests: readonly Recorded[]): Promise<boolean> {
  const before = known.get(requests);
  if (before !== undefined) return before;
  const found = looksOn(source, requests);
  known.set(requests, found);
  return found;
}

/** Asked for every upload of one reading. */
const known = new WeakMap<readonly Recorded[], Promise<boolean>>();

async function looksOn({ log, runDir }: EventSource, requests: readonly Recorded[]): Promise<boolean> {
  const own = runDir === undefined ? undefined : join(runDir, AUDIT_LOG);
  if (own === undefined || own === log) return false;
  const last = requests.reduce((latest, { time }) => time > latest ? time : latest, -Infinity);
  const clocks = new Clocks();
  for (const { request, end } of requests) {
    for (const event of [request, end]) if (event !== undefined) clocks.note(event);
  }
  const events = (await endOf(own)).flatMap((line) => {
    const bytes = new TextEncoder().encode(line);
    const item = parseLine({ bytes, offset: 0, length: bytes.length, complete: true, tooLong: false }, 0);
    return item.kind === "event" ? [item.at.event] : [];
  });
  events.forEach((event) => clocks.note(event));
  return events.some((event) => {
    const isChange = event.method !== "GET" && !/\/recorder\/|\/elevationquery\b/.test(event.endpoint ?? "");
    return isChange && clocks.timeOf(event) > last && !requests.some(({ id }) => id === event.id);
  });
}

async function endOf(path: string): Promise<string[]> {
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const handle = await open(path, flags).catch(() => undefined);
  if (handle === undefined) return [];
  try {
    const found = await handle.stat();
    if (!found.isFile()) return [];
    const bytes = new Uint8Array(Math.min(TAIL, found.size));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, found.size - bytes.length);
    return new TextDecoder().decode(bytes.subarray(0, bytesRead)).split("\n");
  } finally {
    await handle.close();
  }
}
