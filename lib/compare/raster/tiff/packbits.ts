/** PackBits: runs of equal bytes, and bytes as they are. Source of the format: Adobe, "TIFF Revision 6.0", section 9. */

/**
 * Decodes one block.
 *
 * @param size bytes that the block has; what the data holds beyond them is left out
 * @param out where they go, at least as long
 * @returns as many bytes as there were, at most `size`
 */
export function decodePackBits(
  data: Uint8Array,
  size: number,
  out: Uint8Array = new Uint8Array(size),
): Uint8Array {
  let [at, written] = [0, 0];
  while (at < data.length && written < size) {
    const head = data[at++] ?? 128;
    if (head === 128) continue;
    if (head < 128) {
      const bytes = data.subarray(at, at + Math.min(head + 1, size - written));
      out.set(bytes, written);
      written += bytes.length;
      at += head + 1;
    } else if (at < data.length) {
      const end = Math.min(size, written + 257 - head);
      out.fill(data[at++] ?? 0, written, end);
      written = end;
    }
  }
  return out.subarray(0, written);
}
