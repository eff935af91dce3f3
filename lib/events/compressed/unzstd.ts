/**
 * Zstandard (RFC 8878): frames and blocks are found here, so that memory stays bounded, damage has a place, and the
 * checksum of each frame is really compared; the blocks themselves are decoded by `fzstd`.
 */
import { type FileHandle, open } from "node:fs/promises";
import { Decompress } from "fzstd";
import { messageOf } from "../../errors.ts";
import { Damaged } from "./read_blocks.ts";
import { Xxh64 } from "./xxh64.ts";

const MAGIC = 0xfd2fb528;
const LARGEST_BLOCK = 128 * 1024;
/** Most memory that a file may ask for; `zstd --long` takes up to 128 MiB. */
const LARGEST_WINDOW = 128 * 1024 * 1024;

/** Unpacks a zstd file of any number of frames. @throws Damaged with the place */
export async function* unzstd(path: string): AsyncGenerator<Uint8Array> {
  const handle = await open(path, "r");
  try {
    const source = new Source(handle);
    for (;;) {
      const start = source.position;
      const magic = await source.take(4);
      if (magic.length === 0 && start > 0) return;
      if (magic.length < 4) throw new Damaged("unexpected end of the compressed data", source.position);
      const word = view(magic).getUint32(0, true);
      if (word >>> 4 === 0x184d2a5) await source.skip(view(await source.exactly(4)).getUint32(0, true));
      else if (word === MAGIC) yield* readFrame(source, magic);
      else throw new Damaged("it is not zstd data", start);
    }
  } finally {
    await handle.close();
  }
}

interface Header {
  bytes: Uint8Array;
  hasChecksum: boolean;
  /** Size of the content, where the frame tells it. */
  size: number | undefined;
}

async function* readFrame(source: Source, magic: Uint8Array): AsyncGenerator<Uint8Array> {
  const start = source.position - magic.length;
  const { bytes, hasChecksum, size } = await readHeader(source, magic);
  const unpacked: Uint8Array[] = [];
  const decoder = new Decompress((piece) => unpacked.push(piece));
  const hash = new Xxh64();
  let total = 0;
  for (let before = bytes, last = false; !last; before = new Uint8Array(0)) {
    const at = source.position;
    const head = await source.exactly(3);
    const word = (head[0] ?? 0) | (head[1] ?? 0) << 8 | (head[2] ?? 0) << 16;
    last = (word & 1) === 1;
    const type = word >> 1 & 3;
    const length = word >> 3;
    if (type === 3 || length > LARGEST_BLOCK) throw new Damaged("invalid block", at);
    const content = await source.exactly(type === 1 ? 1 : length);
    const checksum = last && hasChecksum ? await source.take(4) : new Uint8Array(0);
    // The decoder does not look at the checksum; when it is cut off, the block is good nevertheless.
    const end = last && hasChecksum ? new Uint8Array(4) : checksum;
    try {
      decoder.push(join([before, head, content, end]), last);
    } catch (error) {
      throw new Damaged(messageOf(error), at);
    }
    for (const piece of unpacked.splice(0)) {
      if (piece.length === 0) continue;
      hash.update(piece);
      total += piece.length;
      yield piece;
    }
    if (!last) continue;
    if (checksum.length < end.length) {
      throw new Damaged("unexpected end of the compressed data", source.position);
    }
    const expected = hasChecksum ? view(checksum).getUint32(0, true) : undefined;
    if ((size !== undefined && size !== total) || (expected !== undefined && expected !== hash.low32())) {
      throw new Damaged("the data do not match their checksum", start);
    }
  }
}

async function readHeader(source: Source, magic: Uint8Array): Promise<Header> {
  const start = source.position;
  const descriptor = await source.exactly(1);
  const flags = descriptor[0] ?? 0;
  const single = (flags >> 5 & 1) === 1;
  const dictionaryBytes = [0, 1, 2, 4][flags & 3] ?? 0;
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  const rest = await source.exactly((single ? 0 : 1) + dictionaryBytes + sizeBytes);
  const number = (from: number, length: number) =>
    rest.subarray(from, from + length).reduceRight((sum, byte) => sum * 256 + byte, 0);
  if ((flags & 8) !== 0) throw new Damaged("reserved bit is set", start);
  const dictionaryAt = single ? 0 : 1;
  if (number(dictionaryAt, dictionaryBytes) !== 0) throw new Damaged("it needs a dictionary", start);
  const size = sizeBytes === 0
    ? undefined
    : number(dictionaryAt + dictionaryBytes, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
  const base = 2 ** (10 + ((rest[0] ?? 0) >> 3));
  const window = single ? size ?? 0 : base + base / 8 * ((rest[0] ?? 0) & 7);
  if (window > LARGEST_WINDOW) throw new Damaged("it needs more than 128 MiB of memory", start);
  return { bytes: join([magic, descriptor, rest]), hasChecksum: (flags >> 2 & 1) === 1, size };
}

/** Bytes of a file one after the other. */
class Source {
  readonly #handle: FileHandle;
  readonly #block = new Uint8Array(256 * 1024);
  #from = 0;
  #to = 0;
  /** Where in the file the next block is read. */
  #next = 0;
  position = 0;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** The next bytes in memory of their own; fewer at the end of the file. */
  async take(length: number): Promise<Uint8Array> {
    const taken = new Uint8Array(length);
    let got = 0;
    while (got < length) {
      if (this.#from === this.#to && !await this.#fill()) break;
      const piece = this.#block.subarray(this.#from, Math.min(this.#to, this.#from + length - got));
      taken.set(piece, got);
      got += piece.length;
      this.#from += piece.length;
    }
    this.position += got;
    return taken.subarray(0, got);
  }

  /** As {@link take}; fewer bytes are damage. */
  async exactly(length: number): Promise<Uint8Array> {
    const taken = await this.take(length);
    if (taken.length === length) return taken;
    throw new Damaged("unexpected end of the compressed data", this.position);
  }

  /** Leaves bytes out that must be there. */
  async skip(length: number): Promise<void> {
    const { size } = await this.#handle.stat();
    if (this.position + length > size) throw new Damaged("unexpected end of the compressed data", size);
    this.position += length;
    this.#from = this.#to = 0;
    this.#next = this.position;
  }

  async #fill(): Promise<boolean> {
    const { bytesRead } = await this.#handle.read(this.#block, 0, this.#block.length, this.#next);
    this.#next += bytesRead;
    this.#from = 0;
    this.#to = bytesRead;
    return bytesRead > 0;
  }
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
