/** A folder that somebody named. */
import { stat } from "node:fs/promises";
import { ProfileError } from "../errors.ts";

/** @throws ProfileError usage when it is not there, or is no folder */
export async function requireFolder(path: string): Promise<void> {
  if (await stat(path).then((found) => found.isDirectory(), () => false)) return;
  throw new ProfileError("usage", `There is no folder ${JSON.stringify(path)}`, {
    position: { file: path },
    remedy: "Name a folder that is there",
  });
}
