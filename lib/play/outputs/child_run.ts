/**
 * Where a child run of the sandbox lies: `<run>;;omni;;<scenario>` in `_pups/omni/scenarios/<scenario>` of the run's folder,
 * `<run>;;omni-contrast;;<n>` in `_pups/omni/contrasts/<n>`. WEPPcloud's resolver decides.
 */
import { isPlainName } from "../../files/safe_path.ts";

const PLACES: Record<string, string> = {
  omni: "_pups/omni/scenarios",
  "omni-contrast": "_pups/omni/contrasts",
};

/**
 * The folder of a run below the sandbox's; empty for the sandbox itself.
 *
 * @param runId as an address names it, decoded
 * @returns undefined when it is no child run of the sandbox that has a folder of its own
 */
export function childFolder(runId: string, sandboxRun: string): string | undefined {
  if (runId === sandboxRun) return "";
  if (!runId.startsWith(`${sandboxRun};;`)) return undefined;
  const parts = runId.slice(sandboxRun.length + 2).split(";;");
  const folders: string[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const place = PLACES[parts[at] ?? ""];
    const name = parts[at + 1];
    if (place === undefined || name === undefined || !isPlainName(name)) return undefined;
    folders.push(`${place}/${name}`);
  }
  return folders.join("/");
}

/**
 * The folder of the run that an address is about, below the sandbox's; empty when it names none.
 *
 * @param pathname of the address, encoded or not
 */
export function folderOfAddress(pathname: string, sandboxRun: string): string {
  const segment = /\/runs\/+([^/?#]+)/i.exec(pathname)?.[1];
  if (segment === undefined) return "";
  try {
    return childFolder(decodeURIComponent(segment), sandboxRun) ?? "";
  } catch {
    return "";
  }
}

/** Paths of the child's files, as paths of the sandbox. */
export function inFolder(folder: string, path: string): string {
  return folder === "" ? path : `${folder}/${path}`;
}
