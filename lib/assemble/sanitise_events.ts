/** The sanitised copy of the events: no secrets, no names of the recorded server, no places on its disk. */
import { open } from "node:fs/promises";
import type { Clocks } from "../events/clocks.ts";
import { trimmedBy } from "../events/trim_marker.ts";
import type { LogItem } from "../events/types.ts";
import { namingFile } from "../files/naming_file.ts";
import type { JsonValue } from "../model/json.ts";
import type { Anonymous } from "../redact/anonymous.ts";
import type { Suspects } from "../redact/suspects.ts";
import type { Redactor } from "../redact/redactor.ts";

/**
 * Writes the events of a window as JSONL.
 *
 * @param file target, inside a folder that is not visible yet
 * @param items the events of the window, in file order
 * @param clocks those of the log
 * @returns number of events written
 */
export async function writeEvents(
  file: string,
  items: AsyncIterable<LogItem>,
  clocks: Clocks,
  redactor: Redactor,
  anonymous: Anonymous,
  suspects: Suspects,
): Promise<{ count: number; from?: string; to?: string }> {
  const handle = await open(file, "w", 0o600);
  let count = 0;
  let first = Infinity;
  let last = -Infinity;
  try {
    for await (const item of items) {
      if (item.kind !== "event") continue;
      const { event, line } = item.at;
      // What a trim says of itself was not recorded.
      const time = trimmedBy(event) === undefined ? clocks.timeOf(event) : NaN;
      if (time < first) first = time;
      if (time > last) last = time;
      // The recorded server first: its name would else be taken for any other internal host.
      const plain = redactor.json(anonymous.value(event as JsonValue), `events.jsonl:${line}`);
      await handle.write(JSON.stringify(plain) + "\n").catch((error: unknown) => {
        throw namingFile(file, error);
      });
      count++;
      suspects.look(plain, `events.jsonl:${count}`);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return {
    count,
    ...(first === Infinity ? {} : { from: new Date(first).toISOString() }),
    ...(last === -Infinity ? {} : { to: new Date(last).toISOString() }),
  };
}
