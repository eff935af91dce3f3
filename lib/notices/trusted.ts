/** Whether programs that a configuration names may be run: it lies in a data root, which may come from others. */
import { stat } from "node:fs/promises";
import process from "node:process";
import { configFile } from "../settings/config.ts";

/**
 * Why programs of this configuration are not run: the file belongs to somebody else, or everybody may change it.
 *
 * @param own user who runs this program; undefined where the system has none
 * @returns a sentence, or undefined when they may be run
 */
export async function distrust(dataRoot: string, own = process.getuid?.()): Promise<string | undefined> {
  const file = configFile(dataRoot);
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || own === undefined) return undefined;
  if (found.uid !== own && found.uid !== 0) return `${file} belongs to another user (${found.uid})`;
  return (found.mode & 0o002) === 0 ? undefined : `${file} can be changed by every user of this machine`;
}
