/**
 * XXH64 with seed 0, the checksum of zstd frames, in 32-bit halves: big integers would be slower than the decoder.
 * https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */

/** A number of 64 bits: high and low half, unsigned. */
type Word = readonly [high: number, low: number];

const P1: Word = [0x9e3779b1, 0x85ebca87];
const P2: Word = [0xc2b2ae3d, 0x27d4eb4f];
const P3: Word = [0x165667b1, 0x9e3779f9];
const P4: Word = [0x85ebca77, 0xc2b2ae63];
const P5: Word = [0x27d4eb2f, 0x165667c5];
const STRIPE = 32;

/** Takes bytes in pieces. */
export class Xxh64 {
  /** Four lanes, high and low half each. */
  readonly #lanes = new Uint32Array(8);
  readonly #rest = new Uint8Array(STRIPE);
  #kept = 0;
  #length = 0;

  constructor() {
    [add(P1, P2), P2, [0, 0] as const, sub([0, 0], P1)].forEach(([high, low], lane) => {
      this.#lanes[lane * 2] = high;
      this.#lanes[lane * 2 + 1] = low;
    });
  }

  update(bytes: Uint8Array): void {
    this.#length += bytes.length;
    let at = 0;
    if (this.#kept > 0) {
      at = Math.min(STRIPE - this.#kept, bytes.length);
      this.#rest.set(bytes.subarray(0, at), this.#kept);
      this.#kept += at;
      if (this.#kept < STRIPE) return;
      this.#stripes(this.#rest, 0, STRIPE);
      this.#kept = 0;
    }
    const end = bytes.length - (bytes.length - at) % STRIPE;
    this.#stripes(bytes, at, end);
    this.#rest.set(bytes.subarray(end));
    this.#kept = bytes.length - end;
  }

  /** The low half of the hash of everything so far, which is what a frame ends with. */
  low32(): number {
    let hash: Word = this.#length >= STRIPE ? this.#merged() : P5;
    hash = add(hash, [Math.floor(this.#length / 2 ** 32), this.#length >>> 0]);
    const view = new DataView(this.#rest.buffer);
    let at = 0;
    for (; at + 8 <= this.#kept; at += 8) {
      const lane = round([0, 0], [view.getUint32(at + 4, true), view.getUint32(at, true)]);
      hash = add(mul(rotate(xor(hash, lane), 27), P1), P4);
    }
    if (at + 4 <= this.#kept) {
      hash = add(mul(rotate(xor(hash, mul([0, view.getUint32(at, true)], P1)), 23), P2), P3);
      at += 4;
    }
    for (; at < this.#kept; at++) hash = mul(rotate(xor(hash, mul([0, view.getUint8(at)], P5)), 11), P1);
    hash = mul(xor(hash, shift(hash, 33)), P2);
    hash = mul(xor(hash, shift(hash, 29)), P3);
    return xor(hash, shift(hash, 32))[1];
  }

  #merged(): Word {
    const lanes = [0, 1, 2, 3].map((lane): Word => [
      this.#lanes[lane * 2] ?? 0,
      this.#lanes[lane * 2 + 1] ?? 0,
    ]);
    const turns = [1, 7, 12, 18];
    let hash = lanes.map((lane, index) => rotate(lane, turns[index] ?? 0)).reduce(add);
    for (const lane of lanes) hash = add(mul(xor(hash, round([0, 0], lane)), P1), P4);
    return hash;
  }

  /** The hot loop: the same as `round`, written out without making pairs. */
  #stripes(bytes: Uint8Array, from: number, to: number): void {
    const lanes = this.#lanes;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = from, lane = 0; at < to; at += 8, lane = lane + 2 & 7) {
      const inLow = view.getUint32(at, true);
      const inHigh = view.getUint32(at + 4, true);
      // lane + input * P2
      let low = Math.imul(inLow, P2[1]) >>> 0;
      let high = high32(inLow, P2[1]) + Math.imul(inHigh, P2[1]) + Math.imul(inLow, P2[0]);
      const sum = (lanes[lane + 1] ?? 0) + low;
      high = (high + (lanes[lane] ?? 0) + (sum > 0xffffffff ? 1 : 0)) >>> 0;
      low = sum >>> 0;
      // rotated by 31, times P1
      const turnedHigh = (high << 31 | low >>> 1) >>> 0;
      const turnedLow = (low << 31 | high >>> 1) >>> 0;
      lanes[lane + 1] = Math.imul(turnedLow, P1[1]);
      lanes[lane] = high32(turnedLow, P1[1]) + Math.imul(turnedHigh, P1[1]) + Math.imul(turnedLow, P1[0]);
    }
  }
}

function round(lane: Word, input: Word): Word {
  return mul(rotate(add(lane, mul(input, P2)), 31), P1);
}

function add([aHigh, aLow]: Word, [bHigh, bLow]: Word): Word {
  const low = aLow + bLow;
  return [(aHigh + bHigh + (low > 0xffffffff ? 1 : 0)) >>> 0, low >>> 0];
}

function sub([aHigh, aLow]: Word, [bHigh, bLow]: Word): Word {
  return [(aHigh - bHigh - (aLow < bLow ? 1 : 0)) >>> 0, (aLow - bLow) >>> 0];
}

function mul([aHigh, aLow]: Word, [bHigh, bLow]: Word): Word {
  const high = high32(aLow, bLow) + Math.imul(aHigh, bLow) + Math.imul(aLow, bHigh);
  return [high >>> 0, Math.imul(aLow, bLow) >>> 0];
}

function xor([aHigh, aLow]: Word, [bHigh, bLow]: Word): Word {
  return [(aHigh ^ bHigh) >>> 0, (aLow ^ bLow) >>> 0];
}

/** Turned to the left by 1 to 31 bits. */
function rotate([high, low]: Word, bits: number): Word {
  return [(high << bits | low >>> 32 - bits) >>> 0, (low << bits | high >>> 32 - bits) >>> 0];
}

/** Moved to the right by 29, 32 or 33 bits. */
function shift([high, low]: Word, bits: number): Word {
  if (bits >= 32) return [0, high >>> bits - 32];
  return [high >>> bits, (low >>> bits | high << 32 - bits) >>> 0];
}

/** The high half of the product of two halves. */
function high32(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + (aLow * bLow >>> 16);
  return aHigh * bHigh + (middle >>> 16) + ((aLow * bHigh + (middle & 0xffff)) >>> 16);
}
