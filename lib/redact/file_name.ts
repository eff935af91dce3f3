/** File names without secrets: what is left is still a name, with the ending that a server looks at. */
import { FILE_ENDING } from "./rules/emails.ts";
import type { Redactor } from "./redactor.ts";

/**
 * The name with secrets taken out; the same when it holds none.
 *
 * @param name without folders
 * @example
 * ```ts
 * import { createRedactor } from "./redactor.ts";
 * import { cleanFileName } from "./file_name.ts";
 * cleanFileName("ann.lee@lab.example.org.tif", createRedactor()); // "user-1a2b3c4d.tif"
 * ```
 */
export function cleanFileName(name: string, redactor: Redactor): string {
  if (redactor.text(name) === name) return name;
  const ending = FILE_ENDING.exec(name)?.[0] ?? "";
  // A token may reach over the dot: the ending is held back.
  const stem = redactor.text(name.slice(0, name.length - ending.length));
  const plain = stem.replaceAll("@redacted.invalid", "").replaceAll("redacted.invalid", "redacted")
    .replaceAll("[redacted]", "redacted").replace(/[=:]/g, "-") + ending;
  // `token=redacted` would look like a secret again, hence the `-`.
  return redactor.text(plain) === plain ? plain : `redacted${ending}`;
}
