/** Strings from bytes; what occurs again and again is made once. */
import type { Buffer } from "node:buffer";

const SIZE = 4096;
/** Longer texts are seldom the same. */
const LONGEST = 48;

export class TextPool {
  readonly #strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  readonly #known: string[] = new Array<string>(SIZE).fill("");

  readonly #mayHoldNul: boolean;

  constructor(mayHoldNul = false) {
    this.#mayHoldNul = mayHoldNul;
  }

  /**
   * The text of these bytes: UTF-8, else one character a byte.
   *
   * @throws Error when it holds a NUL, which no text does
   */
  text(bytes: Buffer, start: number, end: number): string {
    let hash = end - start;
    let bits = 0;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === 0 && !this.#mayHoldNul) throw new Error("it is not text (it holds a NUL)");
      bits |= byte;
      hash = Math.imul(hash ^ byte, 16777619);
    }
    if (bits > 127) {
      try {
        return this.#strict.decode(bytes.subarray(start, end));
      } catch {
        return bytes.toString("latin1", start, end);
      }
    }
    if (end - start > LONGEST) return bytes.toString("latin1", start, end);
    const place = (hash ^ (hash >>> 15)) & (SIZE - 1);
    const known = this.#known[place] ?? "";
    if (isSame(known, bytes, start, end)) return known;
    return this.#known[place] = bytes.toString("latin1", start, end);
  }
}

function isSame(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let at = start; at < end; at++) {
    if (text.charCodeAt(at - start) !== bytes[at]) return false;
  }
  return true;
}
