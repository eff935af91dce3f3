/** Where the recordings for tests lie, when they are there (a checkout beside this one, as in CI). */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));

/** Folder of the shared recordings, or undefined on a machine without them. */
export function sharedData(): string | undefined {
  const folder = join(HERE, "..", "..", "shared", "data", "recordings");
  return existsSync(folder) ? folder : undefined;
}
