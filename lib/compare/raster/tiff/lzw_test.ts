import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeLzw } from "./lzw.ts";

/** LZW as libtiff writes it: the width grows one code early, the table is cleared before it is full. */
function encodeLzw(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  let [held, count, width] = [0, 0, 9];
  let table = new Map<string, number>();
  const write = (code: number) => {
    held = (held << width) | code;
    count += width;
    for (; count >= 8; count -= 8) out.push((held >>> (count - 8)) & 255);
    held &= (1 << count) - 1;
  };
  const clear = () => {
    write(256);
    table = new Map(Array.from({ length: 256 }, (_, byte) => [String.fromCharCode(byte), byte]));
    width = 9;
  };
  let next = 258;
  clear();
  let known = "";
  for (const byte of bytes) {
    const longer = known + String.fromCharCode(byte);
    if (table.has(longer)) {
      known = longer;
      continue;
    }
    write(table.get(known) ?? 0);
    table.set(longer, next++);
    if (next === 4095) {
      clear();
      next = 258;
    } else if (next === 1 << width) width++;
    known = String.fromCharCode(byte);
  }
  if (known !== "") {
    write(table.get(known) ?? 0);
    if (++next === 1 << width && width < 12) width++;
  }
  write(257);
  if (count > 0) out.push((held << (8 - count)) & 255);
  return Uint8Array.from(out);
}

test("decodeLzw() gives back what was encoded, whatever its length and repetitions", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.uint8Array({ max: 2, maxLength: 3000 }),
    fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 2000 }))
      .map(([part, times]) => Uint8Array.from({ length: times }, (_, at) => part[at * 7 % part.length] ?? 0)),
  );
  fc.assert(
    fc.property(bytes, (given) => {
      assert.deepEqual(decodeLzw(encodeLzw(given), given.length), given);
    }),
    { numRuns: 300 },
  );
});

test("decodeLzw() goes on behind a full table", () => {
  const given = Uint8Array.from({ length: 60_000 }, (_, at) => (at * at) >>> 3);
  assert.deepEqual(decodeLzw(encodeLzw(given), given.length), given);
});

test("decodeLzw() leaves out what the block does not have, and says how little there was", () => {
  const data = encodeLzw(Uint8Array.of(1, 2, 3, 1, 2, 3, 1, 2, 3));
  assert.deepEqual(decodeLzw(data, 4), Uint8Array.of(1, 2, 3, 1));
  assert.equal(decodeLzw(data, 100).length, 9);
  assert.equal(decodeLzw(data.subarray(0, 2), 100).length, 0);
});

test("decodeLzw() ends with an error or bytes for any data", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(500), (data, size) => {
      try {
        assert.ok(decodeLzw(data, size).length <= size);
      } catch (error) {
        assert.match(String(error), /stands for nothing/);
      }
    }),
    { numRuns: 2000 },
  );
});
