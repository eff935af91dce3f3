/** Whether the times of a run's files can be believed: copying a run directory gives all of them new ones. */
import { open, stat } from "node:fs/promises";
import { takenTime } from "../events/clocks.ts";
import type { AuditEvent } from "../model/event.ts";
import { isObject, parseJson } from "../model/json.ts";

/** Clocks of server and browser, and a write that comes late, may be so far apart, in ms. */
const TOLERANCE = 120_000;
/** An event may be written so much later than it was made, in ms. */
const WAY = 2000;
/** Bytes at the end of a log in which its last event is looked for. */
const TAIL = 256 * 1024;

/** A span of recorded time on the clock of the run's files, in ms since 1970. */
export interface FileTimes {
  from: number;
  /** Infinity when the recorded part reaches the end of the log: jobs go on behind it. */
  to: number;
}

/**
 * The recorded span on the clock of the files; undefined when their times say nothing. They are believed when the
 * log was written last at the moment of its last event.
 *
 * @param log the audit log beside the files
 * @param span first and last recorded moment, as the events say, in ms; `whole`: it is the whole log
 */
export async function fileTimes(
  log: string,
  span: { from: number; to: number; whole: boolean },
): Promise<FileTimes | undefined> {
  const [changed, last] = [await stat(log).then(({ mtimeMs }) => mtimeMs, () => NaN), await lastEvent(log)];
  if (last === undefined || !(Math.abs(changed - last.server) <= TOLERANCE)) return undefined;
  const ahead = last.server - last.told;
  const reachesEnd = span.whole || span.to >= last.told - WAY;
  return { from: span.from + ahead - TOLERANCE, to: reachesEnd ? Infinity : span.to + ahead + TOLERANCE };
}

/** When the last event of a log was made, on the clock of the recorded span, and when it was written, in ms. */
async function lastEvent(log: string): Promise<{ told: number; server: number } | undefined> {
  const handle = await open(log, "r").catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const { size } = await handle.stat();
    const tail = new Uint8Array(Math.min(size, TAIL));
    const { bytesRead } = await handle.read(tail, 0, tail.length, size - tail.length);
    const lines = new TextDecoder().decode(tail.subarray(0, bytesRead)).split("\n");
    for (const line of lines.reverse()) {
      const event = parseJson(line);
      if (!isObject(event)) continue;
      const told = takenTime(event as AuditEvent);
      const written = Date.parse(String(event["received_at"]));
      if (Number.isNaN(told)) continue;
      return { told, server: Number.isNaN(written) ? told : written };
    }
    return undefined;
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}
