/** The system's word for a write that failed names no file: `ENOSPC: no space left on device, write`. */
import { codeOf, messageOf } from "../errors.ts";

/**
 * The error with the file's name in its message, unless the system named one; its code stays.
 *
 * @param path what was written
 */
export function namingFile(path: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined || (error instanceof Error && "path" in error)) return error;
  return Object.assign(new Error(`${messageOf(error)} ${JSON.stringify(path)}`, { cause: error }), {
    code,
    path,
  });
}
