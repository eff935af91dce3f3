/**
 * LZW as TIFF writes it: codes of 9 to 12 bits, highest bit first, the width grows one code early. Source of the
 * format: Adobe, "TIFF Revision 6.0", section 13.
 */

const [CLEAR, END, FIRST] = [256, 257, 258];
const CODES = 4096;

/**
 * Decodes one block.
 *
 * @param size bytes that the block has; what the data holds beyond them is left out
 * @param out where they go, at least as long
 * @returns as many bytes as there were, at most `size`
 * @throws Error when a code stands for nothing
 * @example
 * ```ts
 * import { decodeLzw } from "./lzw.ts";
 * decodeLzw(Uint8Array.of(0x80, 0x10, 0x50, 0x10), 1); // [65]
 * ```
 */
export function decodeLzw(
  data: Uint8Array,
  size: number,
  out: Uint8Array = new Uint8Array(size),
): Uint8Array {
  // Each code is the place and length of its bytes in what was written: the bytes of the code before, and one more.
  const places = new Int32Array(CODES);
  const lengths = new Int32Array(CODES);
  const { length: end } = data;
  let next = FIRST;
  let width = 9;
  let written = 0;
  // The lowest bits that are held are still to be read; what lies above them falls out at the top.
  let bits = 0;
  let held = 0;
  let at = 0;
  // Of the code before; no length behind a clear code.
  let place = 0;
  let length = 0;
  while (written < size) {
    if (held < width) {
      if (at + 1 < end) {
        bits = (bits << 16) | ((data[at] ?? 0) << 8) | (data[at + 1] ?? 0);
        at += 2;
        held += 16;
      } else if (at < end) {
        bits = (bits << 8) | (data[at++] ?? 0);
        held += 8;
        if (held < width) break;
      } else break;
    }
    held -= width;
    const code = (bits >>> held) & ((1 << width) - 1);
    const start = written;
    if (code < CLEAR) out[written++] = code;
    else if (code < FIRST) {
      if (code === END) break;
      next = FIRST;
      width = 9;
      length = 0;
      continue;
    } else if (code < next && length > 0) {
      let from = places[code] ?? 0;
      const until = written + (lengths[code] ?? 0);
      while (written < until) out[written++] = out[from++] ?? 0;
    } else if (code === next && length > 0) {
      // The newest code is what the one before stands for, and the first byte of that.
      const until = written + length + 1;
      for (let from = place; written < until;) out[written++] = out[from++] ?? 0;
    } else throw new Error(`a block cannot be decompressed: the LZW code ${code} stands for nothing`);
    if (length > 0 && next < CODES) {
      places[next] = place;
      lengths[next] = length + 1;
      next++;
      if (next === (1 << width) - 1 && width < 12) width++;
    }
    place = start;
    length = written - start;
  }
  return out.subarray(0, Math.min(written, size));
}
