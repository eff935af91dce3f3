/** The sanitised copy of the events: no secrets, no names of the recorded server, no places on its disk. */
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { eventKey } from "../drafts/event_key.ts";
import { cleanLine, type SecretValue } from "../drafts/secret_value.ts";
import { readLines } from "../events/line_reader.ts";
import type { Clocks } from "../events/clocks.ts";
import { trimmedBy } from "../events/trim_marker.ts";
import type { LogItem } from "../events/types.ts";
import type { ProfileError } from "../errors.ts";
import { exists } from "../files/safe_path.ts";
import { namingFile } from "../files/naming_file.ts";
import { type JsonValue, parseJson } from "../model/json.ts";
import type { Anonymous } from "../redact/anonymous.ts";
import type { Suspects } from "../redact/suspects.ts";
import type { Redactor } from "../redact/redactor.ts";

/** Name of the file in a draft. */
export const EVENTS = "events.jsonl";
/** Longest line of it that is read back, in bytes: taking out secrets may make a line longer than that of the log. */
const LONGEST = 64 * 1024 * 1024;

/** What was written before and edited since: it stays, and only what is new in the recording is added. */
export interface KeptEvents {
  /** The edited file. */
  file: string;
  /** How many events of the recording it was made from, and their print. */
  count: number;
  print: string;
  /** What is taken out of what is added, too. */
  secrets: readonly SecretValue[];
  /** The refusal, when the recording does not begin with what was written before. */
  misfit(why: string): ProfileError;
}

/** What was written. */
export interface WrittenEvents {
  /** Events of the recording, with the first and last moment. */
  count: number;
  from?: string;
  to?: string;
  /** Tells whether another recording begins with the same events. */
  print: string;
  /** Hash of the file. */
  sha256: string;
}

/**
 * Writes the events of a window as JSONL.
 *
 * @param file target, inside a folder that is not visible yet
 * @param items the events of the window, in file order
 * @param kept there when an edited draft is continued
 * @throws ProfileError refused when the recording does not begin with the events of the edited draft
 */
export async function writeEvents(
  file: string,
  items: AsyncIterable<LogItem>,
  { clocks, redactor, anonymous, suspects }: {
    /** Those of the log. */
    clocks: Clocks;
    redactor: Redactor;
    anonymous: Anonymous;
    suspects: Suspects;
  },
  kept?: KeptEvents,
): Promise<WrittenEvents> {
  const handle = await open(file, "w", 0o600);
  const hash = createHash("sha256");
  const print = createHash("sha256");
  let count = 0;
  let lines = 0;
  let first = Infinity;
  let last = -Infinity;
  const write = async (value: JsonValue, text = JSON.stringify(value)): Promise<void> => {
    const line = (kept?.secrets ?? []).reduce(cleanLine, text);
    hash.update(line + "\n");
    await handle.write(line + "\n").catch((error: unknown) => {
      throw namingFile(file, error);
    });
    lines++;
    suspects.look(line === text ? value : parseJson(line) ?? line, `${EVENTS}:${lines}`);
  };
  // The recorded server first: its name would else be taken for any other internal host.
  const plain = (event: JsonValue, line: number): JsonValue =>
    redactor.json(anonymous.value(event), `${EVENTS}:${line}`);
  try {
    for await (const item of items) {
      if (item.kind !== "event") continue;
      const { event, line } = item.at;
      // What a trim says of itself was not recorded.
      const time = trimmedBy(event) === undefined ? clocks.timeOf(event) : NaN;
      if (time < first) first = time;
      if (time > last) last = time;
      count++;
      print.update(eventKey(event));
      if (kept === undefined || count > kept.count) await write(plain(event as JsonValue, line));
      else if (count === kept.count) {
        if (print.copy().digest("hex") !== kept.print) break;
        for await (const own of linesOf(kept.file)) {
          const json = parseJson(own);
          const text = redactor.text(anonymous.text(own), EVENTS);
          await (json === undefined ? write(text, text) : write(plain(json, lines + 1)));
        }
      }
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  const whole = print.digest("hex");
  if (kept !== undefined && (count < kept.count || (count === kept.count && whole !== kept.print))) {
    throw kept.misfit("the recording does not begin with the events that it was assembled from");
  }
  return {
    count,
    ...(first === Infinity ? {} : { from: new Date(first).toISOString() }),
    ...(last === -Infinity ? {} : { to: new Date(last).toISOString() }),
    print: whole,
    sha256: hash.digest("hex"),
  };
}

/** The lines of an edited file; one that somebody removed has none. */
async function* linesOf(file: string): AsyncGenerator<string> {
  if (!await exists(file)) return;
  for await (const { bytes } of readLines(file, { maxLine: LONGEST })) {
    const text = new TextDecoder().decode(bytes).replace(/\r?\n?$/, "");
    if (text.trim() !== "") yield text;
  }
}
