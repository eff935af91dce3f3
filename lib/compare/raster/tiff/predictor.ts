/**
 * Predictors: blocks are compressed better as differences of neighbours. Sources: Adobe, "TIFF Revision 6.0", section
 * 14 (2, horizontal differences); Adobe, "TIFF Technical Note 3" (3, floating point).
 */

/** What a block's bytes are, after its decompression. */
export interface Rows {
  /** Numbers in a row, of all bands that lie in the block. */
  numbers: number;
  /** Of one number. */
  bits: number;
  /** Numbers from one to the next of the same band. */
  stride: number;
  /** Of the file. */
  isLittle: boolean;
}

/**
 * Turns differences back into numbers, in place. The numbers of predictor 3 are in the machine's byte order then.
 *
 * @param bytes whole rows
 * @throws Error for a predictor that is not known, or not for such numbers
 */
export function undoPredictor(predictor: number, bytes: Uint8Array, rows: Rows): void {
  if (predictor === 1) return;
  const rowBytes = rows.numbers * rows.bits / 8;
  if (predictor === 3 && rows.bits >= 16) {
    const scratch = new Uint8Array(rowBytes);
    for (let at = 0; at + rowBytes <= bytes.length; at += rowBytes) undoFloat(bytes, at, rows, scratch);
    return;
  }
  if (predictor !== 2 || rows.bits < 8) throw new Error(`its predictor ${predictor} is not supported`);
  for (let at = 0; at + rowBytes <= bytes.length; at += rowBytes) {
    undoHorizontal(bytes.subarray(at, at + rowBytes), rows);
  }
}

/** Bytes of a row: those of highest value of all numbers first, each the difference to the one a stride before. */
function undoFloat(
  bytes: Uint8Array,
  start: number,
  { numbers, bits, stride }: Rows,
  scratch: Uint8Array,
): void {
  const place = bytes.byteOffset + start;
  if (stride === 1 && bits === 32 && numbers % 4 === 0 && place % 4 === 0) {
    const row = new Uint32Array(bytes.buffer, place, numbers);
    return undoFours(bytes, start, row, new Uint32Array(scratch.buffer, 0, numbers));
  }
  const length = scratch.length;
  for (let at = 0; at < length; at++) {
    const before = at < stride ? 0 : scratch[at - stride] ?? 0;
    scratch[at] = (bytes[start + at] ?? 0) + before;
  }
  const size = bits / 8;
  for (let number = 0, at = start; number < numbers; number++, at += size) {
    for (let byte = 0; byte < size; byte++) {
      const from = IS_LITTLE ? size - 1 - byte : byte;
      bytes[at + byte] = scratch[from * numbers + number] ?? 0;
    }
  }
}

/**
 * The usual case, in half the time: all four bytes of a number at once. Each quarter of the row begins with the sum of
 * all bytes before it.
 *
 * @param start of the row in the bytes
 * @param row its bytes as words, where the numbers go
 * @param scratch as long as the row
 */
function undoFours(bytes: Uint8Array, start: number, row: Uint32Array, scratch: Uint32Array): void {
  const count = row.length;
  let highest = 0;
  let second = byteSum(row, 0, count / 4);
  let third = second + byteSum(row, count / 4, count / 2);
  let lowest = third + byteSum(row, count / 2, count * 3 / 4);
  for (let number = 0, at = start; number < count; number++, at++) {
    highest += bytes[at] ?? 0;
    second += bytes[at + count] ?? 0;
    third += bytes[at + 2 * count] ?? 0;
    lowest += bytes[at + 3 * count] ?? 0;
    scratch[number] = (highest << 24) | ((second & 255) << 16) | ((third & 255) << 8) | (lowest & 255);
  }
  row.set(scratch);
}

/** Sum of the bytes of words, its lowest 8 bits: every other byte is added at once. */
function byteSum(words: Uint32Array, begin: number, end: number): number {
  let sum = 0;
  for (let at = begin; at < end; at++) {
    const word = words[at] ?? 0;
    sum = (sum + (word & 0xff00ff) + ((word >>> 8) & 0xff00ff)) & 0xff00ff;
  }
  return (sum + (sum >>> 16)) & 255;
}

function undoHorizontal(row: Uint8Array, { numbers, bits, stride, isLittle }: Rows): void {
  if (bits === 8) {
    for (let at = stride; at < numbers; at++) row[at] = (row[at] ?? 0) + (row[at - stride] ?? 0);
    return;
  }
  const view = new DataView(row.buffer, row.byteOffset, row.byteLength);
  const size = bits / 8;
  for (let number = stride; number < numbers; number++) {
    const [at, before] = [number * size, (number - stride) * size];
    if (bits === 16) {
      view.setUint16(at, view.getUint16(at, isLittle) + view.getUint16(before, isLittle), isLittle);
    } else if (bits === 32) {
      view.setUint32(at, view.getUint32(at, isLittle) + view.getUint32(before, isLittle), isLittle);
    } else {view.setBigUint64(
        at,
        view.getBigUint64(at, isLittle) + view.getBigUint64(before, isLittle),
        isLittle,
      );}
  }
}

/** Byte order of this machine. */
export const IS_LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
