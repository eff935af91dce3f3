/**
 * The files of a run as checks and waits see them, wherever they lie. On disk no link leads out of the run; what is
 * reachable over HTTP only gives the same answers through another implementation.
 */
import { open, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../errors.ts";
import { isInside } from "./inside.ts";
import { isPlainRelative } from "./safe_path.ts";

/** What is known of one file. */
export interface RunFile {
  /** Bytes. */
  size: number;
  /** When it was last written, ms since 1970 by our clock; undefined when nobody says. */
  changed?: number;
  /** Differs when another file took the place of this one: a rotated log. */
  identity?: string;
  /** SHA-256, where there is no identity and the time is in whole seconds or missing: over HTTP. */
  hash?: string;
}

/** Why something is no file that can be looked at. */
export interface RunFault {
  /** Words that follow its name: `is a folder`. */
  fault: string;
  /** It was not even seen whether anything is there. */
  unseen?: true;
}

/** A file, nothing, or why it cannot be looked at. */
export type RunLook = RunFile | RunFault | undefined;

/** Reads files of one run. Paths are relative to the run, with forward slashes. */
export interface RunFiles {
  look(path: string): Promise<RunLook>;
  /** The bytes from an offset on; undefined when the file is not there, cannot be read, or leaves the run. */
  read(path: string, from?: number): Promise<Uint8Array | undefined>;
}

/** The fault of a folder. */
export const IS_FOLDER = "is a folder";

/** Most bytes that one read takes: logs of long runs, not rasters. */
const MOST = 256 * 1024 * 1024;

/**
 * The files of a run directory on this machine.
 *
 * @param runDir absolute path
 */
export function diskRunFiles(runDir: string): RunFiles {
  return {
    look: (path) => look(runDir, path),
    async read(path, from = 0) {
      const found = await look(runDir, path);
      if (found === undefined || "fault" in found) return undefined;
      const length = Math.min(MOST, found.size - from);
      if (length <= 0) return new Uint8Array();
      const handle = await open(await realpath(join(runDir, path))).catch(() => undefined);
      if (handle === undefined) return undefined;
      try {
        const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, from);
        return buffer.subarray(0, bytesRead);
      } catch {
        return undefined;
      } finally {
        await handle.close();
      }
    },
  };
}

/** The text of a file from an offset on; undefined as {@link RunFiles.read}. */
export async function runText(files: RunFiles, path: string, from = 0): Promise<string | undefined> {
  const bytes = await files.read(path, from);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

async function look(runDir: string, path: string): Promise<RunLook> {
  if (!isPlainRelative(path)) return { fault: "is no path below the run" };
  const full = join(runDir, path);
  try {
    const found = await stat(full);
    if (!await isInside(runDir, full)) return { fault: "is behind a link that leaves the run" };
    if (!found.isFile()) return { fault: found.isDirectory() ? IS_FOLDER : "is no file" };
    return { size: found.size, changed: found.mtimeMs, identity: `${found.dev}:${found.ino}` };
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code === "ELOOP") return { fault: "is a link in a circle" };
    return { fault: `cannot be read: ${code ?? "unknown error"}`, unseen: true };
  }
}
