/** A file that a reviewer gives for an upload, read and freed of secrets. */
import { readFile, stat } from "node:fs/promises";
import { seedName, seedPath } from "../drafts/seed_file.ts";
import { codeOf, messageOf, ProfileError } from "../errors.ts";
import { sha256 } from "../files/hash.ts";
import { isObject } from "../model/json.ts";
import { Hole } from "../model/profile.ts";
import { cleanBytes } from "../redact/bytes.ts";
import type { Redactor } from "../redact/redactor.ts";

/** Largest file that is taken, in bytes; promote takes none that is larger. */
const LARGEST = 100_000_000;

/** What goes into `seed/` and into the step. */
export interface Upload {
  value: { seed: string; name?: string; type?: string };
  bytes: Uint8Array;
  redacted: boolean;
}

/**
 * Takes a file.
 *
 * @param field the upload's field
 * @param at when it was uploaded, ISO 8601
 * @param old what stands in the step, or in that of another recording: its file name and type are kept
 * @throws ProfileError usage when it cannot be read, or is too large
 */
export async function takeUpload(
  file: string,
  field: string,
  at: string,
  old: unknown,
  redactor: Redactor,
): Promise<Upload> {
  const raw = await readPlain(file);
  const name = seedName(file, field, redactor);
  const { bytes, changed } = cleanBytes(raw, name, redactor);
  const known = isObject(old) && !(old instanceof Hole) ? old : {};
  const given = typeof known["name"] === "string" ? { name: redactor.text(known["name"]) } : {};
  const type = typeof known["type"] === "string" ? { type: redactor.text(known["type"]) } : {};
  return { value: { seed: seedPath(at, sha256(raw), name), ...given, ...type }, bytes, redacted: changed };
}

async function readPlain(file: string): Promise<Uint8Array> {
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new Error("it is no plain file");
    if (found.size > LARGEST) throw new Error("it has more than 100 MB");
    return await readFile(file);
  } catch (error) {
    throw new ProfileError("usage", `Cannot take the file ${file}: ${codeOf(error) ?? messageOf(error)}`, {
      remedy: "Name a file of at most 100 MB that you can read",
      cause: error,
    });
  }
}
