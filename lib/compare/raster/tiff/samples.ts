/** Bytes of a decompressed block as numbers, one list a band. */
import type { Layout } from "./layout.ts";
import { IS_LITTLE } from "./predictor.ts";

/** Numbers of cells. Integers of 64 bits become doubles: those beyond 2^53 are rounded. */
export type Samples =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** What the numbers of a block are. */
export type SampleForm = Pick<Layout, "kind" | "bits">;

/**
 * The numbers of a block.
 *
 * @param bytes whole rows, the predictor undone; may be changed
 * @param rowNumbers numbers in a row, of all bands that lie in the block
 * @param isSwapped true when the bytes are not in the machine's order
 */
export function samplesOf(
  bytes: Uint8Array,
  { kind, bits }: SampleForm,
  rowNumbers: number,
  isSwapped: boolean,
): Samples {
  if (bits < 8) return unpacked(bytes, bits, rowNumbers);
  const size = bits / 8;
  if (isSwapped && size > 1) swap(bytes, size);
  const { buffer, byteOffset } = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  const count = Math.floor(bytes.length / size);
  if (kind === "float") {
    return bits === 64
      ? new Float64Array(buffer, byteOffset, count)
      : bits === 32
      ? new Float32Array(buffer, byteOffset, count)
      : Float32Array.from(new Uint16Array(buffer, byteOffset, count), halfToNumber);
  }
  const isSigned = kind === "int";
  if (bits === 8) return isSigned ? new Int8Array(buffer, byteOffset, count) : bytes;
  if (bits === 16) {
    return isSigned ? new Int16Array(buffer, byteOffset, count) : new Uint16Array(buffer, byteOffset, count);
  }
  if (bits === 32) {
    return isSigned ? new Int32Array(buffer, byteOffset, count) : new Uint32Array(buffer, byteOffset, count);
  }
  const wide = isSigned
    ? new BigInt64Array(buffer, byteOffset, count)
    : new BigUint64Array(buffer, byteOffset, count);
  const numbers = new Float64Array(count);
  for (let index = 0; index < count; index++) numbers[index] = Number(wide[index]);
  return numbers;
}

/** The numbers of one band, where several lie side by side: each cell has one of every band. */
export function bandOf(samples: Samples, band: number, bands: number): Samples {
  if (bands === 1) return samples;
  const count = Math.floor(samples.length / bands);
  const found = samples.slice(0, count);
  for (let cell = 0, at = band; cell < count; cell++, at += bands) found[cell] = samples[at] ?? 0;
  return found;
}

/** True when a file of this byte order holds its numbers the other way round than the machine. */
export function isSwapped(isLittle: boolean): boolean {
  return isLittle !== IS_LITTLE;
}

/** Numbers of fewer bits than a byte: the highest bits first, each row begins with a new byte. */
function unpacked(bytes: Uint8Array, bits: number, rowNumbers: number): Uint8Array {
  const rowBytes = Math.ceil(rowNumbers * bits / 8);
  const rows = Math.floor(bytes.length / rowBytes);
  const numbers = new Uint8Array(rows * rowNumbers);
  const mask = (1 << bits) - 1;
  for (let row = 0; row < rows; row++) {
    for (let number = 0; number < rowNumbers; number++) {
      const bit = number * bits;
      const byte = bytes[row * rowBytes + (bit >>> 3)] ?? 0;
      numbers[row * rowNumbers + number] = (byte >>> (8 - bits - (bit & 7))) & mask;
    }
  }
  return numbers;
}

function swap(bytes: Uint8Array, size: number): void {
  for (let at = 0; at + size <= bytes.length; at += size) {
    for (let [low, high] = [at, at + size - 1]; low < high; low++, high--) {
      const byte = bytes[low] ?? 0;
      bytes[low] = bytes[high] ?? 0;
      bytes[high] = byte;
    }
  }
}

/** A float of 16 bits (IEEE 754-2019, binary16). */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
