/** Whether the times of a run's files can be believed: copying a run directory gives all of them new ones. */
import { open, stat } from "node:fs/promises";
import { isObject, parseJson } from "../model/json.ts";

/** Clocks of server and browser, and a write that comes late, may be so far apart, in ms. */
const TOLERANCE = 120_000;
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
  const ahead = last.server - last.browser;
  const reachesEnd = span.whole || span.to >= last.browser;
  return { from: span.from + ahead - TOLERANCE, to: reachesEnd ? Infinity : span.to + ahead + TOLERANCE };
}

/** When the last event of a log was made and when the server took it, in ms. */
async function lastEvent(log: string): Promise<{ browser: number; server: number } | undefined> {
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
      const times = [event["timestamp"], event["received_at"]].map((text) => Date.parse(String(text)));
      const [own = NaN, taken = NaN] = times;
      if (Number.isNaN(own) && Number.isNaN(taken)) continue;
      return { browser: Number.isNaN(own) ? taken : own, server: Number.isNaN(taken) ? own : taken };
    }
    return undefined;
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}
