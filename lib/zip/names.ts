/** Names inside archives are data: each must be a plain path that no system reads in another way. */
import { isPlainRelative } from "../files/safe_path.ts";

/** Names that Windows takes for devices, with any ending. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
const LONGEST_PATH = 1024;
const LONGEST_NAME = 255;

/**
 * What is wrong with the path of a file in an archive; undefined when nothing is.
 *
 * @example
 * ```ts
 * import { nameFault } from "./names.ts";
 * nameFault("../x"); // "leaves its folder"
 * ```
 */
export function nameFault(path: string): string | undefined {
  if (path === "") return "is empty";
  if (path.includes("\0")) return "holds a NUL";
  if (path.length > LONGEST_PATH) return "is too long";
  if (path.includes("\\")) return "holds a backslash";
  if (path.startsWith("/")) return "is absolute";
  if (/^[A-Za-z]:/.test(path)) return "names a drive";
  if (!isPlainRelative(path)) return "leaves its folder";
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(path)) return "holds characters that cannot be seen";
  for (const part of path.split("/")) {
    if (part === "") return "has an empty part";
    if (part.length > LONGEST_NAME) return "is too long";
    if (/[:*?"<>|]/.test(part)) return "holds characters that not every system allows";
    if (/[. ]$/.test(part)) return "has a part that ends with a dot or space";
    if (DEVICE.test(part)) return "names a device";
  }
  return undefined;
}

/** Two paths with the same key are one file on some system. */
export function collisionKey(path: string): string {
  return path.normalize("NFKC").toLowerCase().normalize("NFKC");
}
