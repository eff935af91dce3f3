/** Where an uploaded file lies in a draft: `seed/<timestamp>-<hash>/<file name>`. */
import { isPlainName } from "../files/safe_path.ts";
import { cleanFileName } from "../redact/file_name.ts";
import type { Redactor } from "../redact/redactor.ts";
import { sanitise } from "../text/plain_name.ts";

/**
 * Path of a seed below `seed/`.
 *
 * @param at when it was uploaded, ISO 8601; empty when unknown
 * @param hash SHA-256 of the user's bytes, hex
 * @param name of {@link seedName}
 */
export function seedPath(at: string, hash: string, name: string): string {
  const stamp = at === "" ? "00000000T000000" : at.replace(/[-:]/g, "").slice(0, 15);
  return `${stamp}-${hash.slice(0, 8)}/${name}`;
}

/**
 * The user's file name as far as it is a plain name without secrets.
 *
 * @param field the upload's field, which names the file when its own name cannot
 */
export function seedName(name: string, field: string, redactor: Redactor): string {
  const last = cleanFileName(name.split(/[/\\]/).at(-1) ?? "", redactor);
  const plain = last.replace(/[\p{Cc}\p{Cs}:*?"<>|]/gu, "_").slice(-120);
  return isPlainName(plain) && !plain.startsWith(".") ? plain : sanitise(redactor.text(field));
}
