/**
 * The tags of a TIFF's or BigTIFF's first image of full size. Format: Adobe, "TIFF Revision 6.0" (1992), section 2;
 * BigTIFF: Aware Systems' and libtiff's description of version 43.
 */
import type { FileBytes } from "./file.ts";

/** Tags that are read here. */
export const TAG = {
  subfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  stripOffsets: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  planarConfiguration: 284,
  predictor: 317,
  tileWidth: 322,
  tileLength: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  sampleFormat: 339,
  modelPixelScale: 33550,
  modelTiepoint: 33922,
  modelTransformation: 34264,
  geoKeyDirectory: 34735,
  geoDoubleParams: 34736,
  geoAsciiParams: 34737,
  gdalMetadata: 42112,
  gdalNodata: 42113,
} as const;

/** Bytes of one value, by the type's number; the types are those of {@link numberAt}. */
const SIZES: Record<number, number> = {
  [1]: 1,
  [2]: 1,
  [3]: 2,
  [4]: 4,
  [5]: 8,
  [6]: 1,
  [7]: 1,
  [8]: 2,
  [9]: 4,
  [10]: 8,
  [11]: 4,
  [12]: 8,
  [13]: 4,
  [16]: 8,
  [17]: 8,
  [18]: 8,
};
/** Images are looked through until one of full size comes. */
const MOST_IMAGES = 64;
const MOST_TAGS = 4096;
/** Of one tag: blocks of an image, say. */
const MOST_NUMBERS = 4 * 1024 ** 2;
const MOST_TEXT = 16 * 1024 ** 2;
/** Bits of the tag `subfileType`: an overview, a mask. */
const [REDUCED, MASK] = [1, 4];

interface Entry {
  type: number;
  count: number;
  /** Where the values are. */
  offset: number;
}

/** Where numbers are written, and how. */
interface Words {
  view: DataView;
  isLittle: boolean;
}

/** The tags of one image. */
export class Directory {
  readonly #file: FileBytes;
  readonly #entries: ReadonlyMap<number, Entry>;
  /** Byte order of the file. */
  readonly isLittle: boolean;

  private constructor(file: FileBytes, isLittle: boolean, entries: ReadonlyMap<number, Entry>) {
    this.#file = file;
    this.isLittle = isLittle;
    this.#entries = entries;
  }

  /**
   * Finds the first image that is neither overview nor mask.
   *
   * @throws Error when the file is no TIFF, or ends too early
   */
  static async read(file: FileBytes): Promise<Directory> {
    const head = await file.read(0, Math.min(16, file.size));
    const mark = String.fromCharCode(head[0] ?? 0, head[1] ?? 0);
    if (head.length < 8 || (mark !== "II" && mark !== "MM")) throw new Error("it is no TIFF file");
    const isLittle = mark === "II";
    const words = { view: viewOf(head), isLittle };
    const version = words.view.getUint16(2, isLittle);
    if (version !== 42 && (version !== 43 || head.length < 16)) throw new Error("it is no TIFF file");
    const isBig = version === 43;
    let offset = isBig ? whole(words, 8) : words.view.getUint32(4, isLittle);
    for (let image = 0; offset !== 0 && image < MOST_IMAGES; image++) {
      const { entries, next } = await readEntries(file, offset, isLittle, isBig);
      const directory = new Directory(file, isLittle, entries);
      const kind = await directory.number(TAG.subfileType, 0);
      if ((kind & (REDUCED | MASK)) === 0) return directory;
      offset = next;
    }
    throw new Error("it has no image of full size");
  }

  /** All numbers of a tag; undefined when it is not there. */
  async numbers(tag: number): Promise<Float64Array | undefined> {
    const entry = this.#entries.get(tag);
    if (entry === undefined) return undefined;
    const size = sizeOf(entry, tag);
    if (entry.count > MOST_NUMBERS) throw new Error(`its tag ${tag} lists ${entry.count} numbers`);
    const bytes = await this.#file.read(entry.offset, size * entry.count);
    const words = { view: viewOf(bytes), isLittle: this.isLittle };
    return Float64Array.from(
      { length: entry.count },
      (_, index) => numberAt(words, entry.type, index * size),
    );
  }

  /** The first number of a tag, or the fallback when it is not there. */
  async number(tag: number, fallback: number): Promise<number> {
    return (await this.numbers(tag))?.[0] ?? fallback;
  }

  /** The text of a tag without its closing NUL; undefined when it is not there. */
  async text(tag: number): Promise<string | undefined> {
    const entry = this.#entries.get(tag);
    if (entry === undefined) return undefined;
    if (entry.count > MOST_TEXT) throw new Error(`its tag ${tag} holds ${entry.count} characters`);
    const bytes = await this.#file.read(entry.offset, sizeOf(entry, tag) * entry.count);
    const text = new TextDecoder().decode(bytes);
    const end = text.indexOf("\0");
    return end === -1 ? text : text.slice(0, end);
  }
}

function sizeOf({ type }: Entry, tag: number): number {
  const size = SIZES[type];
  if (size === undefined) throw new Error(`its tag ${tag} has the unknown type ${type}`);
  return size;
}

async function readEntries(
  file: FileBytes,
  offset: number,
  isLittle: boolean,
  isBig: boolean,
): Promise<{ entries: Map<number, Entry>; next: number }> {
  const [headSize, entrySize, wordSize] = isBig ? [8, 20, 8] : [2, 12, 4];
  const head = { view: viewOf(await file.read(offset, headSize)), isLittle };
  const count = isBig ? whole(head, 0) : head.view.getUint16(0, isLittle);
  if (count > MOST_TAGS) throw new Error(`its header lists ${count} tags`);
  const table = await file.read(offset + headSize, count * entrySize + wordSize);
  const words = { view: viewOf(table), isLittle };
  const read = (at: number) => isBig ? whole(words, at) : words.view.getUint32(at, isLittle);
  const entries = new Map<number, Entry>();
  for (let index = 0; index < count; index++) {
    const at = index * entrySize;
    const [tag, type] = [words.view.getUint16(at, isLittle), words.view.getUint16(at + 2, isLittle)];
    const values = read(at + 4);
    // Values that fit stand in place of their offset.
    const isInline = (SIZES[type] ?? 1) * values <= wordSize;
    const place = at + 4 + wordSize;
    const where = isInline ? offset + headSize + place : read(place);
    entries.set(tag, { type, count: values, offset: where });
  }
  return { entries, next: read(count * entrySize) };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** An unsigned number of 8 bytes. */
function whole({ view, isLittle }: Words, at: number): number {
  const value = Number(view.getBigUint64(at, isLittle));
  if (!Number.isSafeInteger(value)) throw new Error("its header holds a number that is too large");
  return value;
}

function numberAt(words: Words, type: number, at: number): number {
  const { view, isLittle } = words;
  if (type === 3) return view.getUint16(at, isLittle);
  if (type === 4 || type === 13) return view.getUint32(at, isLittle);
  if (type === 5) return view.getUint32(at, isLittle) / view.getUint32(at + 4, isLittle);
  if (type === 6) return view.getInt8(at);
  if (type === 8) return view.getInt16(at, isLittle);
  if (type === 9) return view.getInt32(at, isLittle);
  if (type === 10) return view.getInt32(at, isLittle) / view.getInt32(at + 4, isLittle);
  if (type === 11) return view.getFloat32(at, isLittle);
  if (type === 12) return view.getFloat64(at, isLittle);
  if (type === 17) return Number(view.getBigInt64(at, isLittle));
  if (type === 16 || type === 18) return whole(words, at);
  return view.getUint8(at);
}
