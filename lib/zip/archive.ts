/**
 * The directory of a ZIP archive that may come from anywhere, also one for very large files (ZIP64): every size and place
 * that it names lies in the archive. Nothing is unpacked here.
 */
import type { Buffer } from "node:buffer";
import { ProfileError } from "../errors.ts";
import { findEnd } from "./end.ts";
import {
  CENTRAL,
  CENTRAL_SIZE,
  DEFLATED,
  ENCRYPTED_FLAGS,
  FOLDER,
  KIND_MASK,
  LOCAL,
  LOCAL_SIZE,
  REGULAR,
  STORED,
  UNIX,
} from "./format.ts";
import type { ZipSource } from "./source.ts";
import { largeFields } from "./zip64.ts";

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
export interface Entry {
  path: string;
  name: Buffer;
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

/** Longest directory that is read, bytes. */
const LONGEST_DIRECTORY = 512 * 1024 * 1024;

/** An archive, and what is wrong with it. */
export class Archive {
  readonly source: ZipSource;
  readonly #file: string;
  /** Where the directory begins: no file reaches behind it. */
  #directoryAt = 0;

  /** @param file path of the archive, for errors */
  constructor(source: ZipSource, file: string) {
    this.source = source;
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

  /** The text behind the end; empty when there is none. */
  comment(): string {
    return new TextDecoder().decode(findEnd(this).comment);
  }

  /** The lines of the directory. */
  directory(limits: ZipLimits): Entry[] {
    const { count, start, size, at: end } = findEnd(this);
    if (count > limits.files) {
      throw this.refused(`holds ${count} files, more than the limit of ${limits.files}`, end);
    }
    if (size > LONGEST_DIRECTORY) throw this.refused(`has a directory of ${size} bytes`, end);
    this.#directoryAt = start;
    const bytes = this.source.read(start, start + size);
    const entries: Entry[] = [];
    let at = 0;
    for (let index = 0; index < count; index++) {
      const { entry, next } = this.#line(bytes, at, start);
      entries.push(entry);
      at = next;
    }
    if (at !== bytes.length) throw this.damaged("its directory holds more than it says", start + at);
    const total = entries.reduce((sum, entry) => sum + entry.size, 0);
    if (total > limits.bytes) {
      throw this.refused(`unpacks to ${total} bytes, more than the limit of ${limits.bytes}`, 0);
    }
    return entries;
  }

  /** Where the packed bytes of a file begin and end; its own header agrees with the directory. */
  place({ path, name, local, method, packed, at }: Entry): { from: number; to: number } {
    const header = this.source.read(local, local + LOCAL_SIZE + name.length);
    if (local + LOCAL_SIZE > this.#directoryAt || header.readUInt32LE(0) !== LOCAL) {
      throw this.damaged(`${quoted(path)} is not where the directory says`, at);
    }
    const sameName = header.readUInt16LE(26) === name.length && header.subarray(LOCAL_SIZE).equals(name);
    if (!sameName || header.readUInt16LE(8) !== method) {
      throw this.damaged(`${quoted(path)} is described in two ways`, local);
    }
    const from = local + LOCAL_SIZE + name.length + header.readUInt16LE(28);
    const to = from + packed;
    if (to > this.#directoryAt) throw this.damaged(`${quoted(path)} reaches out of the archive`, local);
    return { from, to };
  }

  /** @throws ProfileError refused when two files share bytes of the archive */
  checkApart(used: { from: number; to: number; path: string }[]): void {
    let end = 0;
    for (const { from, to, path } of used.toSorted((a, b) => a.from - b.from)) {
      if (from < end) throw this.refused(`lays ${quoted(path)} over another file`, from);
      end = to;
    }
  }

  /** @param start place of the directory, whose bytes these are */
  #line(bytes: Buffer, begin: number, start: number): { entry: Entry; next: number } {
    const at = start + begin;
    if (begin + CENTRAL_SIZE > bytes.length || bytes.readUInt32LE(begin) !== CENTRAL) {
      throw this.damaged("a line of its directory is missing", at);
    }
    const line = bytes.subarray(begin);
    const nameEnd = CENTRAL_SIZE + line.readUInt16LE(28);
    const extraEnd = nameEnd + line.readUInt16LE(30);
    const next = extraEnd + line.readUInt16LE(32);
    if (next > line.length) throw this.damaged("a line of its directory is too long", at);
    const name = line.subarray(CENTRAL_SIZE, nameEnd);
    const full = this.#decoded(name, at);
    const isFolder = full.endsWith("/");
    const path = isFolder ? full.slice(0, -1) : full;
    const method = line.readUInt16LE(10);
    if ((line.readUInt16LE(8) & ENCRYPTED_FLAGS) !== 0) {
      throw this.refused(`holds ${quoted(path)} encrypted`, at);
    }
    if (method !== STORED && method !== DEFLATED) {
      throw this.refused(`holds ${quoted(path)} packed in a way that is not read (method ${method})`, at);
    }
    const kind = line.readUInt16LE(4) >> 8 === UNIX ? line.readUInt16LE(40) & KIND_MASK : 0;
    if (kind !== 0 && kind !== (isFolder ? FOLDER : REGULAR)) {
      throw this.refused(`holds ${quoted(path)}, which is a link or no plain file`, at);
    }
    const numbers = largeFields(line, line.subarray(nameEnd, extraEnd));
    if (numbers === undefined) throw this.damaged(`the sizes of ${quoted(path)} are missing`, at);
    const entry: Entry = { path, name, isFolder, method, crc: line.readUInt32LE(16), ...numbers, at };
    if (isFolder && entry.size !== 0) throw this.damaged(`the folder ${quoted(path)} has a content`, at);
    if (method === STORED && entry.packed !== entry.size) {
      throw this.damaged(`${quoted(path)} has two sizes`, at);
    }
    return { entry, next: begin + next };
  }

  #decoded(name: Uint8Array, at: number): string {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(name);
    } catch {
      throw this.refused("holds a file whose name is not UTF-8", at);
    }
  }
}

/** A path in a message. */
export function quoted(path: string): string {
  return JSON.stringify(path);
}
