/**
 * Reads a ZIP archive that may come from anywhere: every header is checked against the directory, every size and
 * checksum against the bytes, and no name leaves its folder. Nothing is written here.
 */
import { inflateRawSync } from "node:zlib";
import { Archive, type Entry, quoted, type ZipLimits } from "./archive.ts";
import { checkNames } from "./check_names.ts";
import { crc32, STORED, type ZipFile } from "./format.ts";
import { bytesSource } from "./source.ts";

/**
 * The files of an archive; folders are left out.
 *
 * @param file path of the archive, for errors
 * @throws ProfileError usage when it is damaged, with the byte; refused for a name, a link or a size that may not be
 */
export function unzip(bytes: Uint8Array, file: string, limits: ZipLimits): ZipFile[] {
  const archive = new Archive(bytesSource(bytes), file);
  const entries = archive.directory(limits);
  if (limits.anyName !== true) checkNames(entries, archive);
  const files = entries.filter(({ isFolder }) => !isFolder).map((entry) => ({
    entry,
    place: archive.place(entry),
  }));
  archive.checkApart(files.map(({ entry: { local, path }, place: { to } }) => ({ from: local, to, path })));
  return files.map(({ entry, place }) => ({ path: entry.path, data: unpack(archive, entry, place) }));
}

/**
 * The bytes of a file of an archive.
 *
 * @param place of {@link Archive.place}
 * @throws ProfileError usage when they are not those that were packed
 */
export function unpack(
  archive: Archive,
  entry: Entry,
  { from, to }: { from: number; to: number },
): Uint8Array {
  const data = inflated(archive, archive.source.read(from, to), entry);
  if (data.length !== entry.size || crc32(data) !== entry.crc) {
    throw archive.damaged(`${quoted(entry.path)} is not what was packed`, from);
  }
  return data;
}

function inflated(archive: Archive, body: Uint8Array, { path, method, size, local }: Entry): Uint8Array {
  if (method === STORED) return new Uint8Array(body);
  try {
    // The limit keeps what is larger than announced from filling the memory.
    return new Uint8Array(inflateRawSync(body, { maxOutputLength: Math.max(size, 1) }));
  } catch {
    throw archive.damaged(`${quoted(path)} cannot be unpacked to the size that it names`, local);
  }
}
