/** The pages of one column in one row group, decoded as they are asked for. */
import type { DataReader, DecodedArray } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { readDataPage } from "hyparquet/src/datapage.js";
import { readPlain } from "hyparquet/src/plain.js";
import type { FileHandle } from "node:fs/promises";
import { decompress } from "./codecs.ts";
import type { Leaf } from "./leaf.ts";
import { readRuns } from "./levels.ts";

/** Read of the file at a time, bytes. */
const BLOCK = 256 * 1024;
/** Largest header of a page that is looked for, bytes. */
const LONGEST_HEADER = 16 * 1024 * 1024;
/** Most values of a page; writers put some ten thousands in one. */
const MOST_VALUES = 1 << 24;

/** One page of values. */
export interface Page {
  /** Values with those that are null. */
  count: number;
  /** How far each value is there; none when all are. */
  definition: Uint8Array | undefined;
  repetition: Uint8Array | undefined;
  /** What is there: values, or places in the dictionary. */
  values: DecodedArray;
  dictionary: DecodedArray | undefined;
}

/** @throws Error when the pages are not what they should be, saying so without the name of the column */
export async function* pagesOf(file: FileHandle, leaf: Leaf, size: number): AsyncGenerator<Page> {
  const { chunk } = leaf;
  const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  const first = Math.min(start, Number(chunk.data_page_offset));
  const end = first + Number(chunk.total_compressed_size);
  if (!(first >= 4 && end <= size)) throw new Error("it does not lie within the file");
  const bytes = new ChunkBytes(file, first, end);
  let dictionary: DecodedArray | undefined;
  while (bytes.left > 0) {
    const header = await bytes.header();
    const compressed = Number(header.compressed_page_size);
    if (!(compressed >= 0 && compressed <= bytes.left)) throw new Error("a page goes beyond its end");
    const data = await bytes.take(compressed);
    const plainSize = Number(header.uncompressed_page_size);
    if (header.dictionary_page_header !== undefined) {
      const plain = decompress(chunk.codec, data, plainSize);
      const count = checked(header.dictionary_page_header.num_values);
      dictionary = readPlain(readerOf(plain), chunk.type, count, leaf.element.type_length);
    } else if (header.data_page_header !== undefined) {
      const { num_values, encoding } = header.data_page_header;
      const plain = decompress(chunk.codec, data, plainSize);
      yield decodePage(leaf, plain, checked(num_values), encoding, dictionary);
    } else if (header.data_page_header_v2 !== undefined) {
      const v2 = header.data_page_header_v2;
      const repetition = Number(v2.repetition_levels_byte_length);
      const levels = repetition + Number(v2.definition_levels_byte_length);
      if (!(repetition >= 0 && levels >= repetition && levels <= data.length)) {
        throw new Error("its levels go beyond their page");
      }
      const codec = v2.is_compressed === false ? "UNCOMPRESSED" : chunk.codec;
      const plain = decompress(codec, data.subarray(levels), plainSize - levels);
      yield decodeV2(leaf, data, repetition, levels, plain, checked(v2.num_values), v2.encoding, dictionary);
    }
  }
}

function checked(count: number): number {
  if (!(count >= 0 && count <= MOST_VALUES)) throw new Error(`a page of ${count} values is too large`);
  return count;
}

/** First version: the levels stand before the values, with their length. */
function decodePage(
  leaf: Leaf,
  bytes: Uint8Array,
  count: number,
  encoding: string,
  dictionary?: DecodedArray,
): Page {
  let at = 0;
  const levels = (highest: number) => {
    if (highest === 0) return undefined;
    const length = readerOf(bytes).view.getUint32(at, true);
    const end = at + 4 + length;
    if (end > bytes.length) throw new Error("its levels go beyond their page");
    const output = new Uint8Array(count);
    readRuns(bytes, at + 4, end, 32 - Math.clz32(highest), output);
    at = end;
    return output;
  };
  const repetition = levels(leaf.maxRepetition);
  const definition = levels(leaf.maxDefinition);
  return finish(leaf, bytes.subarray(at), count, encoding, repetition, definition, dictionary);
}

/** Second version: the levels are never compressed, their lengths stand in the header. */
function decodeV2(
  leaf: Leaf,
  data: Uint8Array,
  middle: number,
  end: number,
  plain: Uint8Array,
  count: number,
  encoding: string,
  dictionary?: DecodedArray,
): Page {
  const levels = (highest: number, from: number, to: number) => {
    if (highest === 0) return undefined;
    const output = new Uint8Array(count);
    readRuns(data, from, to, 32 - Math.clz32(highest), output);
    return output;
  };
  const repetition = levels(leaf.maxRepetition, 0, middle);
  const definition = levels(leaf.maxDefinition, middle, end);
  return finish(leaf, plain, count, encoding, repetition, definition, dictionary);
}

function finish(
  leaf: Leaf,
  bytes: Uint8Array,
  count: number,
  encoding: string,
  repetition: Uint8Array | undefined,
  definition: Uint8Array | undefined,
  dictionary: DecodedArray | undefined,
): Page {
  let present = count;
  if (definition !== undefined) {
    const highest = leaf.maxDefinition;
    present = 0;
    for (let index = 0; index < count; index++) if (definition[index] === highest) present++;
  }
  const isFull = present === count && leaf.maxRepetition === 0;
  const rest = { count, repetition, definition: isFull ? undefined : definition };
  const { type } = leaf.chunk;
  if (encoding === "PLAIN_DICTIONARY" || encoding === "RLE_DICTIONARY") {
    if (dictionary === undefined) throw new Error("its dictionary is not there");
    const places = new Int32Array(present);
    if (present > 0) readRuns(bytes, 1, bytes.length, bytes[0] ?? 0, places);
    const size = dictionary.length;
    for (const place of places) {
      if (place < 0 || place >= size) throw new Error(`place ${place} is not in its dictionary of ${size}`);
    }
    return { ...rest, values: places, dictionary };
  }
  if (encoding === "PLAIN") {
    return {
      ...rest,
      values: readPlain(readerOf(bytes), type, present, leaf.element.type_length),
      dictionary: undefined,
    };
  }
  if (encoding === "RLE" && type === "BOOLEAN") {
    const flags = new Uint8Array(present);
    // Their length stands before them.
    readRuns(bytes, 4, bytes.length, 1, flags);
    return { ...rest, values: Array.from(flags, (flag) => flag === 1), dictionary: undefined };
  }
  return { ...rest, values: readRare(leaf, bytes, present, encoding), dictionary: undefined };
}

/** Values in an encoding that few writers use: differences, streams of bytes. */
function readRare(leaf: Leaf, bytes: Uint8Array, count: number, encoding: string): DecodedArray {
  // The levels were read: as if the page were one of a column that needs none.
  const [root] = leaf.path;
  // Differences of unsigned integers may need more than 32 bits.
  const isWide = encoding === "DELTA_BINARY_PACKED" && leaf.chunk.type === "INT32";
  const column = {
    ...leaf.chunk,
    type: isWide ? "INT64" : leaf.chunk.type,
    element: leaf.element,
    schemaPath: root === undefined ? [] : [root],
  };
  const page = {
    num_values: count,
    encoding,
    definition_level_encoding: "RLE",
    repetition_level_encoding: "RLE",
  };
  if (count === 0) return [];
  type Arguments = Parameters<typeof readDataPage>;
  const { dataPage } = readDataPage(bytes, page as Arguments[1], column as unknown as Arguments[2]);
  return isWide && dataPage instanceof BigInt64Array
    ? Int32Array.from(dataPage, (value) => Number(BigInt.asIntN(32, value)))
    : dataPage;
}

function readerOf(bytes: Uint8Array): DataReader {
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
}

/** The bytes of a column, read on as they are used. */
class ChunkBytes {
  readonly #file: FileHandle;
  readonly #end: number;
  /** Place in the file behind the buffer. */
  #next: number;
  #bytes = new Uint8Array(0);
  #at = 0;

  constructor(file: FileHandle, start: number, end: number) {
    this.#file = file;
    this.#next = start;
    this.#end = end;
  }

  get left(): number {
    return this.#bytes.length - this.#at + this.#end - this.#next;
  }

  async header(): Promise<ReturnType<typeof parquetHeader>> {
    for (let need = BLOCK;; need *= 8) {
      await this.#ensure(Math.min(need, this.left));
      const reader = readerOf(this.#bytes.subarray(this.#at));
      try {
        const header = parquetHeader(reader);
        this.#at += reader.offset;
        return header;
      } catch (error) {
        if (need >= this.left || need > LONGEST_HEADER) throw error;
      }
    }
  }

  async take(size: number): Promise<Uint8Array> {
    await this.#ensure(size);
    this.#at += size;
    return this.#bytes.subarray(this.#at - size, this.#at);
  }

  /** Has so many bytes at hand. The buffer is a new one: pages may still look at the old one. */
  async #ensure(size: number): Promise<void> {
    const rest = this.#bytes.subarray(this.#at);
    if (rest.length >= size) return;
    const more = Math.min(Math.max(size - rest.length, BLOCK), this.#end - this.#next);
    const bytes = new Uint8Array(rest.length + more);
    bytes.set(rest);
    for (let done = 0; done < more;) {
      const { bytesRead } = await this.#file.read(bytes, rest.length + done, more - done, this.#next + done);
      if (bytesRead === 0) throw new Error("the file ends too early");
      done += bytesRead;
    }
    this.#next += more;
    [this.#bytes, this.#at] = [bytes, 0];
  }
}
