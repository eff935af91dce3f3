import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodePackBits } from "./packbits.ts";

test("decodePackBits() decodes the example of the specification", () => {
  const data = [0xfe, 0xaa, 0x02, 0x80, 0x00, 0x2a, 0xfd, 0xaa, 0x03, 0x80, 0x00, 0x2a, 0x22, 0xf7, 0xaa];
  const expected = "aaaaaa80002aaaaaaaaa80002a22aaaaaaaaaaaaaaaaaaaa";
  const bytes = decodePackBits(Uint8Array.from(data), expected.length / 2);
  assert.equal([...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(""), expected);
});

test("decodePackBits() gives at most what the block has, for any data", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(300), (data, size) => {
      assert.ok(decodePackBits(data, size).length <= size);
    }),
  );
});
