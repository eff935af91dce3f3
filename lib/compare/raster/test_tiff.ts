/** A small TIFF writer for tests: strips or tiles, three compressions, GDAL's tags. The library's own has none of them. */
import { deflateSync } from "node:zlib";

export interface TiffOptions {
  width: number;
  height: number;
  /** Rows of a strip, or the side of a square tile. */
  rows?: number;
  tile?: number;
  compression?: "none" | "deflate" | "lzw";
  /** Difference of each number to the one left of it, for integers. */
  predictor?: 2;
  type?: "float32" | "int16";
  /** Content of GDAL_METADATA. */
  metadata?: string;
  nodata?: string;
}

const COMPRESSIONS = { none: 1, lzw: 5, deflate: 8 };
/** Type of each tag: a text, or a 32-bit number. */
const [ASCII, LONG] = [2, 4];

/** A TIFF of one band, little endian. Values are in row order. */
export function tiff(values: readonly number[], options: TiffOptions): Uint8Array {
  const { width, height, tile, rows = height, compression = "none", type = "float32" } = options;
  const [across, down] = tile === undefined ? [width, rows] : [tile, tile];
  const blocks = blocksOf(values, { width, height }, across, down, tile !== undefined)
    .map((block) => compress(bytesOf(block, type, across, options.predictor), compression));
  const tags: [tag: number, type: number, values: number[] | Uint8Array][] = [
    [256, LONG, [width]],
    [257, LONG, [height]],
    [258, LONG, [type === "float32" ? 32 : 16]],
    [259, LONG, [COMPRESSIONS[compression]]],
    [262, LONG, [1]],
    ...(tile === undefined ? [[273, LONG, blocks.map(() => 0)] as [number, number, number[]]] : []),
    [277, LONG, [1]],
    ...(tile === undefined
      ? [[278, LONG, [rows]], [279, LONG, blocks.map((block) => block.length)]] as [
        number,
        number,
        number[],
      ][]
      : []),
    [317, LONG, [options.predictor ?? 1]],
    ...(tile === undefined ? [] : [
      [322, LONG, [tile]],
      [323, LONG, [tile]],
      [324, LONG, blocks.map(() => 0)],
      [325, LONG, blocks.map((block) => block.length)],
    ] as [number, number, number[]][]),
    [339, LONG, [type === "float32" ? 3 : 2]],
    ...(options.metadata === undefined
      ? []
      : [[42112, ASCII, text(options.metadata)] as [number, number, Uint8Array]]),
    ...(options.nodata === undefined
      ? []
      : [[42113, ASCII, text(options.nodata)] as [number, number, Uint8Array]]),
  ];
  return assemble(tags, blocks);
}

function assemble(
  tags: [tag: number, type: number, values: number[] | Uint8Array][],
  blocks: Uint8Array[],
): Uint8Array {
  const length = ([, type, values]: typeof tags[number]) =>
    type === ASCII ? values.length : values.length * 4;
  let extra = 8 + 2 + tags.length * 12 + 4;
  let data = extra +
    tags.reduce((sum, tag) => sum + (length(tag) > 4 ? length(tag) + length(tag) % 2 : 0), 0);
  const bytes = new Uint8Array(data + blocks.reduce((sum, block) => sum + block.length, 0));
  const view = new DataView(bytes.buffer);
  const offsets = blocks.map((block) => {
    bytes.set(block, data);
    data += block.length;
    return data - block.length;
  });
  view.setUint16(0, 0x4949, true);
  view.setUint16(2, 42, true);
  view.setUint32(4, 8, true);
  view.setUint16(8, tags.length, true);
  tags.forEach((entry, index) => {
    const [tag, type, given] = entry;
    const values = tag === 273 || tag === 324 ? offsets : given;
    const at = 10 + index * 12;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, values.length, true);
    const size = length(entry);
    let to = at + 8;
    if (size > 4) {
      view.setUint32(to, extra, true);
      to = extra;
      extra += size + size % 2;
    }
    values.forEach((value: number, position: number) => {
      if (type === ASCII) bytes[to + position] = value;
      else view.setUint32(to + position * 4, value, true);
    });
  });
  return bytes;
}

/** The cells of each block; tiles are filled up, the last strip is shorter. */
function blocksOf(
  values: readonly number[],
  { width, height }: { width: number; height: number },
  across: number,
  down: number,
  filled: boolean,
): number[][] {
  const blocks: number[][] = [];
  for (let top = 0; top < height; top += down) {
    for (let left = 0; left < width; left += across) {
      const block: number[] = [];
      for (let y = top; y < (filled ? top + down : Math.min(height, top + down)); y++) {
        for (let x = left; x < left + across; x++) {
          block.push(x < width && y < height ? values[y * width + x] ?? 0 : 0);
        }
      }
      blocks.push(block);
    }
  }
  return blocks;
}

function bytesOf(block: number[], type: "float32" | "int16", across: number, predictor?: 2): Uint8Array {
  const cells = predictor === undefined
    ? block
    : block.map((value, index) => index % across === 0 ? value : value - (block[index - 1] ?? 0));
  return new Uint8Array(type === "float32" ? new Float32Array(cells).buffer : new Int16Array(cells).buffer);
}

function compress(bytes: Uint8Array, compression: keyof typeof COMPRESSIONS): Uint8Array {
  if (compression === "deflate") return new Uint8Array(deflateSync(bytes));
  return compression === "lzw" ? lzw(bytes) : bytes;
}

/** LZW that never looks anything up: the table is cleared before its codes grow beyond nine bits. */
function lzw(bytes: Uint8Array): Uint8Array {
  const [CLEAR, END] = [256, 257];
  const codes = [...bytes].flatMap((byte, index) => index % 200 === 0 ? [CLEAR, byte] : [byte]);
  const bits = [...codes, END].map((code) => code.toString(2).padStart(9, "0")).join("");
  return Uint8Array.from(bits.match(/.{1,8}/g) ?? [], (byte) => parseInt(byte.padEnd(8, "0"), 2));
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(`${content}\0`);
}
