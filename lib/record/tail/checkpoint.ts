/** The checkpoint of a tail: the place up to which everything was printed or stored. */
import { readFile, stat } from "node:fs/promises";
import { z } from "zod";
import { codeOf, messageOf, ProfileError } from "../../errors.ts";
import { writeAtomic } from "../../files/atomic.ts";
import { stableJson } from "../../model/json.ts";
import { TailPosition } from "./position.ts";

/** No checkpoint is as large as this, in bytes. */
const LARGEST = 100_000;

/** The file. */
export const Checkpoint = z.strictObject({
  version: z.literal(1),
  /** Absolute path of the log. */
  log: z.string(),
  /** Not there as long as the log never was. */
  position: TailPosition.optional(),
});

/**
 * The place to go on from; undefined when there is no checkpoint yet.
 *
 * @param file the checkpoint
 * @param log absolute path of the log that is followed
 * @throws ProfileError refused when the checkpoint is damaged, from a newer version, or of another log
 */
export async function loadCheckpoint(file: string, log: string): Promise<TailPosition | undefined> {
  const text = await read(file).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new ProfileError("unavailable", `Reading the checkpoint failed: ${messageOf(error)}`, {
      position: { file },
      cause: error,
    });
  });
  if (text === undefined) return undefined;
  const refused = (message: string, cause?: unknown) =>
    new ProfileError("refused", message, {
      position: { file },
      remedy:
        "Use --reset-checkpoint to begin at the start of the log; what was read already is then read again",
      cause,
    });
  const parsed = Checkpoint.safeParse(parse(text));
  if (!parsed.success) throw refused("The checkpoint is damaged", parsed.error);
  if (parsed.data.log !== log) throw refused(`The checkpoint belongs to another log: ${parsed.data.log}`);
  return parsed.data.position;
}

/** Writes the checkpoint, whole or not at all. Call it when everything before the place is safe. */
export async function saveCheckpoint(
  file: string,
  log: string,
  position: TailPosition | undefined,
): Promise<void> {
  const document = { version: 1, log, ...(position === undefined ? {} : { position }) };
  try {
    await writeAtomic(file, stableJson(document), { mode: 0o600 });
  } catch (error) {
    throw new ProfileError("unavailable", `Writing the checkpoint failed: ${messageOf(error)}`, {
      position: { file },
      remedy: "Make room or allow writing there; the last checkpoint is still good",
      cause: error,
    });
  }
}

/** Anything but a small file is no checkpoint; its content is not even looked at. */
async function read(file: string): Promise<string> {
  const found = await stat(file);
  return found.isFile() && found.size < LARGEST ? await readFile(file, "utf8") : "";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
