/** The blocks of a TIFF image one after the other, in bounded memory; others are read and decompressed meanwhile. */
import { type Decoder, decoderFor } from "./codecs.ts";
import type { FileBytes } from "./file.ts";
import { type Layout, rowBytes } from "./layout.ts";
import { undoPredictor } from "./predictor.ts";
import { bandOf, isSwapped, type Samples, samplesOf } from "./samples.ts";

/** Cells of one band in one block, without those that only fill it up. */
export interface Block {
  /** From 0. */
  band: number;
  /** First column and row, from 0. */
  left: number;
  top: number;
  /** Columns and rows. */
  width: number;
  height: number;
  /** Numbers from one row to the next; the first cell is the first number. */
  stride: number;
  values: Samples;
}

/** Bytes, compressed and not, that may be under way. */
export const UNDER_WAY = 8 * 1024 ** 2;
/** Blocks that lie next to each other in the file are read at once, up to so many bytes. */
const READ_AT_ONCE = 1024 ** 2;

/** A block that was asked for. */
interface Asked {
  index: number;
  /** Gives its bytes, valid until the next block; undefined when it was never written. */
  bytes(): Promise<Uint8Array | undefined>;
  /** Settles when nothing is under way for it. */
  done: Promise<unknown>;
  /** Gives back the memory that nobody uses any more when the block was worked off. */
  release(): void;
}

/**
 * Reads all blocks, by rows of blocks from the top, within one from the left; of images whose bands have blocks of
 * their own, first all of the first band. A block that holds several bands comes once for each. The values of a block
 * are valid until the next one is asked for: memory is used again.
 *
 * @param empty the number in blocks that were never written: nodata, or 0
 * @param only a band, from 0: nothing of the others comes
 * @param underWay bytes, compressed and not, that may be under way
 * @throws Error when a block cannot be decompressed or is too short
 */
export async function* blocksOf(
  file: FileBytes,
  layout: Layout,
  empty: number,
  only?: number,
  underWay = UNDER_WAY,
): AsyncGenerator<Block> {
  const size = rowBytes(layout) * layout.blockHeight;
  const source = new BlockSource(file, layout, underWay);
  // Of blocks that are large by themselves there is one at a time.
  const ahead = Math.max(1, Math.floor(underWay / (2 * size)));
  const waiting: Asked[] = [];
  const plane = layout.across * layout.down;
  const [from, to] = only === undefined || !layout.isPlanar
    ? [0, layout.offsets.length]
    : [only * plane, (only + 1) * plane];
  const groups = groupsOf(layout, from, to, Math.min(READ_AT_ONCE, underWay), underWay / (2 * size));
  let group = groups.next();
  try {
    while (waiting.length > 0 || group.done !== true) {
      while (group.done !== true && waiting.length < ahead) {
        waiting.push(...source.ask(group.value));
        group = groups.next();
      }
      const next = waiting.shift();
      if (next === undefined) continue;
      yield* bandsOf(layout, next.index, await next.bytes(), empty, only);
      next.release();
    }
  } finally {
    // Nobody waits for them any more; the file is closed next.
    await Promise.allSettled(waiting.map(({ done }) => done));
  }
}

/** Blocks whose bytes are read at once: first and last, and where they are. */
interface Group {
  first: number;
  last: number;
  /** Bytes in the file. */
  from: number;
  to: number;
}

/** @param most bytes, and blocks, that are read at once */
function* groupsOf(
  { offsets, lengths }: Layout,
  begin: number,
  end: number,
  most: number,
  mostBlocks: number,
): Generator<Group> {
  let group: Group | undefined;
  for (let index = begin; index < end; index++) {
    const [from = 0, length = 0] = [offsets[index], lengths[index]];
    const isNext = group !== undefined && from === group.to && length > 0 &&
      group.to + length - group.from <= most && index - group.first < mostBlocks;
    if (isNext && group !== undefined) {
      group.last = index;
      group.to += length;
      continue;
    }
    if (group !== undefined) yield group;
    group = { first: index, last: index, from, to: from + length };
  }
  if (group !== undefined) yield group;
}

/** Reads blocks and decompresses them, in memory that is used again. */
class BlockSource {
  readonly #file: FileBytes;
  readonly #layout: Layout;
  readonly #decoder: Decoder;
  /** Bytes that one buffer takes. */
  readonly #readAtOnce: number;
  readonly #free: Uint8Array[] = [];
  #scratch = new Uint8Array(0);

  constructor(file: FileBytes, layout: Layout, underWay: number) {
    this.#readAtOnce = Math.min(READ_AT_ONCE, underWay);
    this.#file = file;
    this.#layout = layout;
    this.#decoder = decoderFor(layout.compression);
  }

  /** Begins to read a group of blocks. */
  ask({ first, last, from, to }: Group): Asked[] {
    const { offsets, lengths } = this.#layout;
    const isSmall = to - from <= this.#readAtOnce;
    const buffer = isSmall ? this.#free.pop() ?? new Uint8Array(this.#readAtOnce) : undefined;
    const read = to > from ? this.#file.read(from, to - from, buffer) : Promise.resolve(undefined);
    // An error is met where the block is waited for.
    read.catch(() => undefined);
    return Array.from({ length: last - first + 1 }, (_, position) => {
      const index = first + position;
      const start = (offsets[index] ?? 0) - from;
      const data = read.then((all) => all?.subarray(start, start + (lengths[index] ?? 0)));
      const { release, ...block } = this.#decoded(index, data);
      const releaseAll = () => {
        release();
        if (index === last && buffer !== undefined) this.#free.push(buffer);
      };
      return { index, ...block, release: releaseAll };
    });
  }

  #decoded(index: number, data: Promise<Uint8Array | undefined>): Omit<Asked, "index"> {
    const size = rowBytes(this.#layout) * rowsIn(this.#layout, index);
    const decoder = this.#decoder;
    const whole = (block: Uint8Array) => {
      if (block.length === size) return block;
      throw new Error(`block ${index} is too short: ${block.length} of ${size} bytes`);
    };
    if (decoder.isAside) {
      const block = data.then(async (bytes) => bytes && whole(await decoder.decode(bytes, size)));
      block.catch(() => undefined);
      return { done: block, bytes: () => block, release: () => void block.then(free).catch(() => undefined) };
    }
    data.catch(() => undefined);
    const bytes = async () => {
      const found = await data;
      if (found === undefined) return undefined;
      if (this.#scratch.length < size) this.#scratch = new Uint8Array(size);
      return whole(decoder.decode(found, size, this.#scratch));
    };
    return { done: data, bytes, release: () => undefined };
  }
}

/** Blocks of fewer bytes may lie in memory that the runtime shares out. */
const SHARED = 64 * 1024;

/** Frees the memory of a block at once, where the runtime can: the collector lets hundreds of MiB pile up. */
function free(block: Uint8Array | undefined): void {
  if (block === undefined || block.length < SHARED || !(block.buffer instanceof ArrayBuffer)) return;
  if (typeof block.buffer.transfer === "function") block.buffer.transfer(0);
}

/** Rows of cells that a block holds: the last strip is shorter, tiles are filled up. */
function rowsIn({ isTiled, height, blockHeight, across, down }: Layout, index: number): number {
  const row = Math.floor(index / across) % down;
  return isTiled ? blockHeight : Math.min(blockHeight, height - row * blockHeight);
}

function* bandsOf(
  layout: Layout,
  index: number,
  bytes: Uint8Array | undefined,
  empty: number,
  only: number | undefined,
): Generator<Block> {
  const { width, height, bands, blockWidth, blockHeight, across, down, isPlanar, predictor, isLittle } =
    layout;
  const plane = Math.floor(index / (across * down));
  const left = index % across * blockWidth;
  const top = Math.floor(index / across) % down * blockHeight;
  const place = {
    ...{ left, top, stride: blockWidth },
    width: Math.min(blockWidth, width - left),
    height: Math.min(blockHeight, height - top),
  };
  const inBlock = isPlanar ? 1 : bands;
  const wanted = isPlanar || only === undefined ? Array.from({ length: inBlock }, (_, band) => band) : [only];
  if (bytes === undefined) {
    const values = new Float64Array(blockWidth * place.height).fill(empty);
    for (const band of wanted) yield { band: plane + band, ...place, values };
    return;
  }
  const numbers = blockWidth * inBlock;
  undoPredictor(predictor, bytes, { numbers, bits: layout.bits, stride: inBlock, isLittle });
  // Predictor 3 gave the bytes the machine's order.
  const samples = samplesOf(bytes, layout, numbers, predictor !== 3 && isSwapped(isLittle));
  for (const band of wanted) {
    yield { band: plane + band, ...place, values: bandOf(samples, band, inBlock) };
  }
}
