/** Bytes that programs write into a HAR as text. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import fc from "fast-check";
import { bytesOfText } from "./text_bytes.ts";

test("bytesOfText() gives back every byte that a program kept", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
    const text = Buffer.from(bytes).toString("latin1");
    assert.deepEqual(new Uint8Array(bytesOfText(text, "mitmproxy").bytes), bytes);
  }));
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
    const { bytes, lossy } = bytesOfText(text, "Playwright");
    if (/[^\0-\xff]/.test(text) && !lossy) {
      assert.equal(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), text);
    }
  }));
});
