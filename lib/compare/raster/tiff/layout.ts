/** How the cells of a TIFF image lie in its file. */
import { type Directory, TAG } from "./directory.ts";

/** What one number is. */
export type SampleKind = "uint" | "int" | "float";

/** Where each block is, and how its bytes become numbers. */
export interface Layout {
  /** Columns and rows. */
  width: number;
  height: number;
  bands: number;
  kind: SampleKind;
  /** Of one number: 1, 2, 4, 8, 16, 32, 64. */
  bits: number;
  /** Columns and rows of a block; the last strip may be shorter, tiles are filled up. */
  blockWidth: number;
  blockHeight: number;
  isTiled: boolean;
  /** Blocks side by side, and one above the other. */
  across: number;
  down: number;
  /** True when every band has blocks of its own: those of the first band come first. */
  isPlanar: boolean;
  /** Number of the tag. */
  compression: number;
  predictor: number;
  isLittle: boolean;
  /** Of each block, bytes; an empty block was never written. */
  offsets: Float64Array;
  lengths: Float64Array;
}

const MOST_BANDS = 4096;
/** Cells of all bands together. */
const MOST_CELLS = 1e9;
/** Bytes of one block in memory. */
const LARGEST_BLOCK = 256 * 1024 ** 2;
/** Bytes of the parts that larger strips are read by, and smaller ones are joined to. */
const LARGEST_PART = 1024 ** 2;
const KINDS: Record<number, SampleKind> = { 1: "uint", 2: "int", 3: "float", 4: "uint" };
const WIDTHS: Record<SampleKind, readonly number[]> = {
  uint: [1, 2, 4, 8, 16, 32, 64],
  int: [8, 16, 32, 64],
  float: [16, 32, 64],
};

/** Bytes of one row of a block: of one band where each has its own. */
export function rowBytes({ blockWidth, bands, bits, isPlanar }: Layout): number {
  return Math.ceil(blockWidth * (isPlanar ? 1 : bands) * bits / 8);
}

/**
 * Reads the layout of an image.
 *
 * @param fileSize bytes
 * @throws Error when it cannot be, is not supported, or would take too much memory
 */
export async function readLayout(directory: Directory, fileSize: number): Promise<Layout> {
  const width = await directory.number(TAG.width, 0);
  const height = await directory.number(TAG.height, 0);
  const bands = await directory.number(TAG.samplesPerPixel, 1);
  if (![width, height, bands].every((number) => Number.isInteger(number) && number > 0)) {
    throw new Error("its header has no valid size");
  }
  checkSize(width, height, bands);
  const bits = oneOf(await directory.numbers(TAG.bitsPerSample), 1);
  const kind = KINDS[oneOf(await directory.numbers(TAG.sampleFormat), 1)];
  if (kind === undefined || !WIDTHS[kind].includes(bits)) throw new Error("its sample type is not supported");
  const isTiled = await directory.numbers(TAG.tileOffsets) !== undefined;
  const blockWidth = isTiled ? await directory.number(TAG.tileWidth, 0) : width;
  const rows = isTiled
    ? await directory.number(TAG.tileLength, 0)
    : await directory.number(TAG.rowsPerStrip, height);
  const blockHeight = isTiled ? rows : Math.min(rows, height);
  if (!(blockWidth > 0 && blockHeight > 0)) throw new Error("its header has no valid block size");
  const isPlanar = bands > 1 && await directory.number(TAG.planarConfiguration, 1) === 2;
  const [across, down] = [Math.ceil(width / blockWidth), Math.ceil(height / blockHeight)];
  const layout: Layout = {
    ...{ width, height, bands, kind, bits, blockWidth, blockHeight, isTiled, across, down, isPlanar },
    compression: await directory.number(TAG.compression, 1),
    predictor: await directory.number(TAG.predictor, 1),
    isLittle: directory.isLittle,
    offsets: await blockNumbers(directory, isTiled ? TAG.tileOffsets : TAG.stripOffsets),
    lengths: await blockNumbers(directory, isTiled ? TAG.tileByteCounts : TAG.stripByteCounts),
  };
  if (rowBytes(layout) * blockHeight > LARGEST_BLOCK) throw new Error("its blocks are too large to be read");
  checkBlocks(layout, fileSize);
  return isTiled || layout.compression !== 1 ? layout : joinStrips(splitStrips(layout));
}

/**
 * Refuses rasters that nobody has.
 *
 * @throws Error when there are more than a milliard cells, or more than 4096 bands
 */
export function checkSize(width: number, height: number, bands: number): void {
  if (bands > MOST_BANDS || width * height * bands > MOST_CELLS) {
    throw new Error(`it is too large to be read: ${width} x ${height} cells, ${bands} bands`);
  }
}

/** Strips that are not compressed are read by parts: some writers put the whole image into one. */
function splitStrips(layout: Layout): Layout {
  const { blockHeight: rows, height, down, offsets, lengths } = layout;
  const bytes = rowBytes(layout);
  let blockHeight = Math.max(1, Math.floor(LARGEST_PART / bytes));
  if (rows <= blockHeight) return layout;
  // Only the last part of a plane may be shorter than the others.
  while (down > 1 && rows % blockHeight !== 0) blockHeight--;
  const parts: { offset: number; length: number }[] = [];
  offsets.forEach((offset, strip) => {
    const length = lengths[strip] ?? 0;
    const inStrip = Math.min(rows, height - strip % down * rows);
    if (length > 0 && length < inStrip * bytes) {
      throw new Error(`block ${strip} is too short: ${length} of ${inStrip * bytes} bytes`);
    }
    for (let row = 0; row < inStrip; row += blockHeight) {
      const size = Math.min(blockHeight, inStrip - row) * bytes;
      parts.push(length === 0 ? { offset: 0, length: 0 } : { offset: offset + row * bytes, length: size });
    }
  });
  return withParts(layout, blockHeight, parts);
}

/**
 * Strips that lie one behind the other without anything between them are read as larger ones: most writers put a
 * single row into each.
 */
function joinStrips(layout: Layout): Layout {
  const { blockHeight: rows, height, down, offsets, lengths } = layout;
  const bytes = rowBytes(layout);
  const joined = Math.min(down, Math.floor(LARGEST_PART / (rows * bytes)));
  if (joined < 2) return layout;
  const parts: { offset: number; length: number }[] = [];
  for (let strip = 0; strip < offsets.length; strip++) {
    const row = strip % down;
    const length = Math.min(rows, height - row * rows) * bytes;
    const [offset = 0, found] = [offsets[strip], lengths[strip]];
    if (found !== length) return layout;
    const last = parts.at(-1);
    if (row % joined === 0 || last === undefined) parts.push({ offset, length });
    else if (last.offset + last.length !== offset) return layout;
    else last.length += length;
  }
  return withParts(layout, rows * joined, parts);
}

/** The same cells in blocks of another height. */
function withParts(
  layout: Layout,
  blockHeight: number,
  parts: readonly { offset: number; length: number }[],
): Layout {
  const { bands, isPlanar } = layout;
  return {
    ...layout,
    blockHeight,
    down: parts.length / (isPlanar ? bands : 1),
    offsets: Float64Array.from(parts, ({ offset }) => offset),
    lengths: Float64Array.from(parts, ({ length }) => length),
  };
}

/** The number that stands for all bands. */
function oneOf(values: Float64Array | undefined, fallback: number): number {
  const [first = fallback] = values ?? [];
  if (values?.some((value) => value !== first) === true) {
    throw new Error("its bands have different sample types, which is not supported");
  }
  return first;
}

async function blockNumbers(directory: Directory, tag: number): Promise<Float64Array> {
  const values = await directory.numbers(tag);
  if (values === undefined) throw new Error("its header does not say where its blocks are");
  return values;
}

/** There must be all blocks, and each must lie within the file: a truncated one would read as zeros. */
function checkBlocks({ across, down, bands, isPlanar, offsets, lengths }: Layout, fileSize: number): void {
  const blocks = across * down * (isPlanar ? bands : 1);
  if (offsets.length !== blocks || lengths.length !== blocks) {
    throw new Error(`it should have ${blocks} blocks and lists ${Math.min(offsets.length, lengths.length)}`);
  }
  let end = 0;
  offsets.forEach((offset, index) => {
    end = Math.max(end, offset + (lengths[index] ?? 0));
  });
  if (end > fileSize) throw new Error(`it is truncated: ${fileSize} bytes of at least ${end}`);
}
