/** Writes PNG files: 8-bit RGB, filtered and deflated by the runtime's zlib. */
import { deflateSync } from "node:zlib";
import { crc32 } from "../../zip/format.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Bytes of a pixel. */
const RGB = 3;
/** Filter type "Up": each byte less the one above it. Areas of one colour become zeros. */
const UP = 2;

/** An image, rows from the top, three bytes a pixel. */
export interface Pixels {
  width: number;
  height: number;
  /** `width * height * 3` bytes. */
  rgb: Uint8Array;
}

/**
 * The bytes of a PNG file, after "Portable Network Graphics (PNG) Specification (Third Edition)",
 * https://www.w3.org/TR/png-3/ .
 *
 * @example
 * ```ts
 * import { encodePng } from "./png.ts";
 * encodePng({ width: 1, height: 1, rgb: new Uint8Array([255, 0, 0]) }); // one red pixel
 * ```
 */
export function encodePng({ width, height, rgb }: Pixels): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  // Bit depth 8, colour type 2 (RGB); the standard compression, filters and order.
  header.set([8, 2], 8);
  const data = deflateSync(filtered({ width, height, rgb }));
  return join([
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", header),
    chunk("IDAT", data),
    chunk("IEND", new Uint8Array()),
  ]);
}

function filtered({ width, height, rgb }: Pixels): Uint8Array {
  const stride = width * RGB;
  const out = new Uint8Array(height * (stride + 1));
  for (let row = 0; row < height; row++) {
    const [to, from] = [row * (stride + 1), row * stride];
    out[to] = UP;
    for (let at = 0; at < stride; at++) {
      const above = row === 0 ? 0 : rgb[from - stride + at] ?? 0;
      out[to + 1 + at] = (rgb[from + at] ?? 0) - above;
    }
  }
  return out;
}

/** Length, type, data, and a checksum of type and data. */
function chunk(type: string, data: Uint8Array): Uint8Array {
  const named = join([new TextEncoder().encode(type), data]);
  return join([uint32(data.length), named, uint32(crc32(named))]);
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
