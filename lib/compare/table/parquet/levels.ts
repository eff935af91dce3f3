/** The mix of run lengths and packed bits in which parquet keeps levels and places in dictionaries. */

/**
 * Decodes values of this width until the output is full. Runs that would go beyond it are cut off.
 *
 * Format: https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 *
 * @param at,end where the runs lie in the bytes
 * @param width bits of a value, at most 32
 * @throws Error when the bytes end before
 */
export function readRuns(
  bytes: Uint8Array,
  at: number,
  end: number,
  width: number,
  output: Uint8Array | Int32Array,
): void {
  if (width > 32) throw new Error(`values of ${width} bits`);
  let seen = 0;
  while (seen < output.length) {
    let header = 0;
    for (let shift = 0;; shift += 7) {
      if (at >= end || shift > 28) throw new Error("a run of levels or places ends too early");
      const byte = bytes[at++] ?? 0;
      header += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    const size = Math.floor(header / 2);
    if (header % 2 === 0) {
      const length = (width + 7) >> 3;
      if (at + length > end) throw new Error("a run of levels or places ends too early");
      let value = 0;
      for (let byte = 0; byte < length; byte++) value |= (bytes[at++] ?? 0) << (byte * 8);
      output.fill(value, seen, Math.min(seen + size, output.length));
      seen += size;
      continue;
    }
    const count = Math.min(size * 8, output.length - seen);
    if (at + Math.ceil(count * width / 8) > end) throw new Error("a run of levels or places ends too early");
    unpack(bytes, at, width, output, seen, count);
    seen += count;
    at += size * width;
  }
}

function unpack(
  bytes: Uint8Array,
  at: number,
  width: number,
  output: Uint8Array | Int32Array,
  seen: number,
  count: number,
): void {
  if (width > 24) {
    for (let index = 0; index < count; index++) output[seen + index] = wide(bytes, at, index * width, width);
    return;
  }
  const mask = (1 << width) - 1;
  let bits = 0;
  let left = 0;
  for (let index = 0; index < count; index++) {
    while (left < width) {
      bits |= (bytes[at++] ?? 0) << left;
      left += 8;
    }
    output[seen + index] = bits & mask;
    bits >>>= width;
    left -= width;
  }
}

/** One value of more than 24 bits. */
function wide(bytes: Uint8Array, at: number, bit: number, width: number): number {
  let value = 0;
  for (let index = 0; index < width; index++) {
    const place = bit + index;
    if (((bytes[at + (place >> 3)] ?? 0) >> (place & 7)) & 1) value |= 1 << index;
  }
  return value;
}
