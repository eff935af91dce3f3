/** Where a sandbox lies that a play noted. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { isPlainName } from "../files/safe_path.ts";

/** Where the sandbox lies now; undefined when it is gone, or lies on the server alone. */
export async function placeOf(
  { dir, run_id }: { dir: string | null; run_id: string },
  runRoot: string,
): Promise<string | undefined> {
  const id = run_id.split(";;").at(-1) ?? "";
  const places = [...(dir === null ? [] : [dir]), ...(isPlainName(id) ? [join(runRoot, id)] : [])];
  for (const place of places) {
    if (await stat(place).then((found) => found.isDirectory(), () => false)) return place;
  }
  return undefined;
}
