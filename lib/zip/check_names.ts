/** The names of an archive together: each is plain, and no two mean one file. */
import { type Archive, type Entry, quoted } from "./archive.ts";
import { collisionKey, nameFault } from "./names.ts";

/**
 * Every name is plain, and no two are one file, or a file and a folder, on any system.
 *
 * @throws ProfileError refused
 */
export function checkNames(entries: readonly Entry[], archive: Archive): void {
  const files = new Map<string, string>();
  const folders = new Map<string, string>();
  for (const { path, isFolder, at } of entries) {
    const fault = nameFault(path);
    if (fault !== undefined) throw archive.refused(`holds ${quoted(path)}, a name that ${fault}`, at);
    const parts = path.split("/");
    for (let length = 1; length < parts.length + (isFolder ? 1 : 0); length++) {
      const folder = parts.slice(0, length).join("/");
      const key = collisionKey(folder);
      const known = folders.get(key);
      if (known !== undefined && known !== folder) {
        throw archive.refused(`holds ${quoted(known)} and ${quoted(folder)}, which may be one folder`, at);
      }
      folders.set(key, folder);
    }
    if (isFolder) continue;
    const key = collisionKey(path);
    const known = files.get(key);
    if (known !== undefined) {
      throw archive.refused(
        known === path
          ? `holds ${quoted(path)} twice`
          : `holds ${quoted(known)} and ${quoted(path)}, which may be one file`,
        at,
      );
    }
    files.set(key, path);
  }
  for (const { path, isFolder, at } of entries) {
    if (!isFolder && folders.has(collisionKey(path))) {
      throw archive.refused(`holds ${quoted(path)} as a file and as a folder`, at);
    }
  }
}
