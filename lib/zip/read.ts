/**
 * Reads a ZIP archive that may come from anywhere: every header is checked against the directory, every size and
 * checksum against the bytes, and no name leaves its folder. Nothing is written here.
 */
import { Buffer } from "node:buffer";
import { inflateRawSync } from "node:zlib";
import { ProfileError } from "../errors.ts";
import {
  CENTRAL,
  CENTRAL_SIZE,
  crc32,
  DEFLATED,
  ENCRYPTED_FLAGS,
  END,
  END_SIZE,
  FOLDER,
  KIND_MASK,
  LOCAL,
  LOCAL_SIZE,
  LONGEST_COMMENT,
  REGULAR,
  STORED,
  UNIX,
  type ZipFile,
} from "./format.ts";
import { collisionKey, nameFault } from "./names.ts";

/** How much an archive may hold. */
export interface ZipLimits {
  /** Most files and folders. */
  files: number;
  /** Most bytes of all files together, unpacked. */
  bytes: number;
  /** The names are only compared: those that no other system takes, and those that differ by case, may be there. */
  anyName?: true;
}

/** A line of the directory. */
interface Entry {
  path: string;
  name: Uint8Array;
  isFolder: boolean;
  method: number;
  crc: number;
  packed: number;
  size: number;
  /** Place of its own header. */
  local: number;
  /** Place of this line. */
  at: number;
}

/**
 * The files of an archive; folders are left out.
 *
 * @param file path of the archive, for errors
 * @throws ProfileError usage when it is damaged, with the byte; refused for a name, a link or a size that may not be
 */
export function unzip(bytes: Uint8Array, file: string, limits: ZipLimits): ZipFile[] {
  return [...unzipped(bytes, file, limits)];
}

/** As {@link unzip}, one file after the other: only one of them is in memory unpacked. */
export function* unzipped(bytes: Uint8Array, file: string, limits: ZipLimits): Generator<ZipFile> {
  const archive = new Archive(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), file);
  const entries = archive.directory(limits);
  if (limits.anyName !== true) checkNames(entries, archive);
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > limits.bytes) {
    throw archive.refused(`unpacks to ${total} bytes, more than the limit of ${limits.bytes}`, 0);
  }
  const used: { from: number; to: number; path: string }[] = [];
  for (const entry of entries.filter(({ isFolder }) => !isFolder)) {
    const { data, from, to } = archive.content(entry);
    used.push({ from, to, path: entry.path });
    yield { path: entry.path, data };
  }
  used.sort((a, b) => a.from - b.from);
  for (const [index, { from, path }] of used.entries()) {
    if (from < (used[index - 1]?.to ?? 0)) {
      throw archive.refused(`lays ${quoted(path)} over another file`, from);
    }
  }
}

/**
 * The comment of an archive; empty when it has none.
 *
 * @throws ProfileError usage when it is no archive
 */
export function zipComment(bytes: Uint8Array, file: string): string {
  return new Archive(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), file).comment();
}

class Archive {
  readonly #bytes: Buffer;
  readonly #file: string;
  /** Where the directory begins: no file reaches behind it. */
  #directoryAt = 0;

  constructor(bytes: Buffer, file: string) {
    this.#bytes = bytes;
    this.#file = file;
  }

  damaged(what: string, offset: number): ProfileError {
    return new ProfileError("usage", `The archive is damaged: ${what}`, {
      position: { file: this.#file, offset },
      remedy: "Have it made again with profile review <draft> --export",
    });
  }

  refused(what: string, offset: number): ProfileError {
    return new ProfileError("refused", `The archive ${what}`, {
      position: { file: this.#file, offset },
      remedy: "Do not use it, unless you know who made it and why",
    });
  }

  /** The text behind the end. */
  comment(): string {
    return new TextDecoder().decode(this.#bytes.subarray(this.#findEnd() + END_SIZE));
  }

  /** The lines of the directory. */
  directory(limits: ZipLimits): Entry[] {
    const end = this.#findEnd();
    const bytes = this.#bytes;
    const count = bytes.readUInt16LE(end + 10);
    const size = bytes.readUInt32LE(end + 12);
    const start = bytes.readUInt32LE(end + 16);
    const disks = [bytes.readUInt16LE(end + 4), bytes.readUInt16LE(end + 6)];
    if (disks.some((disk) => disk !== 0) || bytes.readUInt16LE(end + 8) !== count) {
      throw this.damaged("it is one of several parts", end);
    }
    if (count === 0xffff || size === 0xffffffff || start === 0xffffffff) {
      throw this.refused("is of a kind for very large files (ZIP64), which is not read", end);
    }
    if (count > limits.files) {
      throw this.refused(`holds ${count} files, more than the limit of ${limits.files}`, end);
    }
    if (start + size !== end) throw this.damaged("its directory does not reach to its end", end);
    this.#directoryAt = start;
    const entries: Entry[] = [];
    let at = start;
    for (let index = 0; index < count; index++) {
      const { entry, next } = this.#line(at, end);
      entries.push(entry);
      at = next;
    }
    if (at !== end) throw this.damaged("its directory holds more than it says", at);
    return entries;
  }

  /** The bytes of a file, and the place that it takes in the archive. */
  content(entry: Entry): { data: Uint8Array; from: number; to: number } {
    const { path, local, method, packed, size } = entry;
    const bytes = this.#bytes;
    if (local + LOCAL_SIZE > this.#directoryAt || bytes.readUInt32LE(local) !== LOCAL) {
      throw this.damaged(`${quoted(path)} is not where the directory says`, entry.at);
    }
    const nameEnd = local + LOCAL_SIZE + bytes.readUInt16LE(local + 26);
    const from = nameEnd + bytes.readUInt16LE(local + 28);
    const name = bytes.subarray(local + LOCAL_SIZE, nameEnd);
    if (!name.equals(entry.name) || bytes.readUInt16LE(local + 8) !== method) {
      throw this.damaged(`${quoted(path)} is described in two ways`, local);
    }
    const to = from + packed;
    if (to > this.#directoryAt) throw this.damaged(`${quoted(path)} reaches out of the archive`, local);
    const data = this.#unpacked(bytes.subarray(from, to), entry);
    if (data.length !== size || crc32(data) !== entry.crc) {
      throw this.damaged(`${quoted(path)} is not what was packed`, from);
    }
    return { data, from: local, to };
  }

  #unpacked(body: Uint8Array, { path, method, size, local }: Entry): Uint8Array {
    if (method === STORED) return new Uint8Array(body);
    try {
      // The limit keeps what is larger than announced from filling the memory.
      return new Uint8Array(inflateRawSync(body, { maxOutputLength: Math.max(size, 1) }));
    } catch {
      throw this.damaged(`${quoted(path)} cannot be unpacked to the size that it names`, local);
    }
  }

  #findEnd(): number {
    const bytes = this.#bytes;
    const first = Math.max(0, bytes.length - END_SIZE - LONGEST_COMMENT);
    for (let at = bytes.length - END_SIZE; at >= first; at--) {
      if (bytes.readUInt32LE(at) !== END) continue;
      if (at + END_SIZE + bytes.readUInt16LE(at + 20) === bytes.length) return at;
    }
    throw this.damaged(
      bytes.length > 3 && bytes.readUInt32LE(0) === LOCAL ? "its end is missing" : "it is no ZIP archive",
      bytes.length,
    );
  }

  #line(at: number, end: number): { entry: Entry; next: number } {
    const bytes = this.#bytes;
    if (at + CENTRAL_SIZE > end || bytes.readUInt32LE(at) !== CENTRAL) {
      throw this.damaged("a line of its directory is missing", at);
    }
    const nameEnd = at + CENTRAL_SIZE + bytes.readUInt16LE(at + 28);
    const next = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (next > end) throw this.damaged("a line of its directory is too long", at);
    const name = bytes.subarray(at + CENTRAL_SIZE, nameEnd);
    const full = this.#decoded(name, at);
    const isFolder = full.endsWith("/");
    const path = isFolder ? full.slice(0, -1) : full;
    const method = bytes.readUInt16LE(at + 10);
    if ((bytes.readUInt16LE(at + 8) & ENCRYPTED_FLAGS) !== 0) {
      throw this.refused(`holds ${quoted(path)} encrypted`, at);
    }
    if (method !== STORED && method !== DEFLATED) {
      throw this.refused(`holds ${quoted(path)} packed in a way that is not read (method ${method})`, at);
    }
    const kind = bytes.readUInt16LE(at + 4) >> 8 === UNIX ? bytes.readUInt16LE(at + 40) & KIND_MASK : 0;
    if (kind !== 0 && kind !== (isFolder ? FOLDER : REGULAR)) {
      throw this.refused(`holds ${quoted(path)}, which is a link or no plain file`, at);
    }
    const entry: Entry = {
      path,
      name,
      isFolder,
      method,
      crc: bytes.readUInt32LE(at + 16),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      local: bytes.readUInt32LE(at + 42),
      at,
    };
    if (isFolder && entry.size !== 0) throw this.damaged(`the folder ${quoted(path)} has a content`, at);
    if (method === STORED && entry.packed !== entry.size) {
      throw this.damaged(`${quoted(path)} has two sizes`, at);
    }
    return { entry, next };
  }

  #decoded(name: Uint8Array, at: number): string {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(name);
    } catch {
      throw this.refused("holds a file whose name is not UTF-8", at);
    }
  }
}

/** Every name is plain, and no two are one file, or a file and a folder, on any system. */
function checkNames(entries: readonly Entry[], archive: Archive): void {
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

function quoted(path: string): string {
  return JSON.stringify(path);
}
