/** What an event source is: it recognises what the user named, and says where log, bytes and run lie. */
import { stat } from "node:fs/promises";
import { codeOf, ProfileError } from "../../errors.ts";
import { isInside } from "../../files/inside.ts";
import { logFileAt } from "../compressed/format.ts";
import { logError } from "../read_events.ts";
import type { EventSource } from "../types.ts";

/** What the user chose among what a path holds. */
export interface SourceChoice {
  /** Run id, for a recording of several runs. */
  run?: string | undefined;
  /** Id or slug of a capture: of several runs, the one that has it is meant. */
  capture?: string | undefined;
  /** Of several runs, the one with the only capture that has ended is meant. */
  onlyCapture?: boolean | undefined;
}

/** One kind of source. */
export interface SourceKind {
  /** As in the output: `run directory`. */
  kind: string;
  /** The source, or undefined when the path is not of this kind. */
  open(path: string, found: "file" | "folder", choice?: SourceChoice): Promise<EventSource | undefined>;
}

/** What lies at a path; undefined when nothing does. Other errors of the file system are thrown. */
export async function kindOfPath(path: string): Promise<"file" | "folder" | undefined> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch (error) {
    const code = codeOf(error);
    // A link that leads in a circle leads nowhere, and so does a name that no file can have.
    if (["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG", "ERR_INVALID_ARG_VALUE"].includes(code ?? "")) {
      return undefined;
    }
    throw error;
  }
}

/** The log at a path, or its compressed form (`.gz`, `.zst`) when only that is there. */
export async function logIfThere(path: string): Promise<string | undefined> {
  return await logFileAt(path, async (file) => await kindOfPath(file) === "file");
}

/**
 * Refuses a folder in the place of a log.
 *
 * @throws ProfileError usage when there is one
 */
export async function refuseFolder(path: string): Promise<void> {
  if (await kindOfPath(path) === "folder") {
    throw logError(path, Object.assign(new Error("a folder"), { code: "EISDIR" }));
  }
}

/**
 * Refuses a log behind a link that leads out of the folder that was named: what lies there is none of its files.
 *
 * @throws ProfileError refused
 */
export async function refuseOutside(folder: string, log: string): Promise<void> {
  if (await isInside(folder, log)) return;
  throw new ProfileError("refused", `The log ${JSON.stringify(log)} is a link that leads out of ${folder}`, {
    position: { file: log },
    remedy: "Name the log itself, if it is the one that is meant",
  });
}

/** An object with the path under the name when a folder is there, else an empty one. */
export async function folderIfThere<Name extends string>(
  name: Name,
  path: string,
): Promise<{ [key in Name]?: string }> {
  const found: { [key in Name]?: string } = {};
  if (await kindOfPath(path) === "folder") found[name] = path as (typeof found)[Name];
  return found;
}
