import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import fc from "fast-check";
import { bytesOf, textOf } from "../files/text_bytes.ts";
import { cleanBytes, cleanStream } from "./bytes.ts";
import { createRedactor } from "./redactor.ts";

const TABLE = "id,who\n1,jane.roe@lab.example.org\n2,gr\u00fcn \u{1f33f}\n";
const le = (text: string) => Buffer.from(text, "utf16le");
const be = (text: string) => Buffer.from(text, "utf16le").swap16();

async function streamed(bytes: Uint8Array, block: number): Promise<Buffer> {
  async function* blocks() {
    for (let at = 0; at < bytes.length; at += block) {
      yield await Promise.resolve(bytes.subarray(at, at + block));
    }
  }
  const out: Uint8Array[] = [];
  for await (const piece of cleanStream(blocks(), "x", createRedactor(), () => {})) out.push(piece);
  return Buffer.concat(out);
}

test("cleanBytes() and cleanStream() redact UTF-16 and keep its encoding", async () => {
  const clean = createRedactor().text(TABLE);
  assert.doesNotMatch(clean, /jane/);
  const ascii = TABLE.split("\n").slice(0, 2).join("\n") + "\n";
  const cleanAscii = createRedactor().text(ascii);
  for (
    const [bytes, wanted] of [
      [le("\ufeff" + TABLE), le("\ufeff" + clean)],
      [be("\ufeff" + TABLE), be("\ufeff" + clean)],
      [le(ascii), le(cleanAscii)],
      [be(ascii), be(cleanAscii)],
      [
        Buffer.concat([le("\ufeff" + TABLE), Buffer.from([7])]),
        Buffer.concat([le("\ufeff" + clean), Buffer.from([7])]),
      ],
    ] as const
  ) {
    assert.deepEqual(Buffer.from(cleanBytes(bytes, "x", createRedactor()).bytes), wanted);
    assert.deepEqual(await streamed(bytes, 7), wanted);
  }
  const long = await streamed(le("\ufeff" + TABLE.repeat(40_000)), 65_537);
  assert.deepEqual(long, le("\ufeff" + clean.repeat(40_000)));
});

test("cleanStream() redacts every piece of a text, also one with a late NUL", async () => {
  const text = "1,2\n".repeat(300_000) + "\0\n" + "who,jane.roe@lab.example.org\n" + "1,2\n".repeat(300_000);
  assert.doesNotMatch((await streamed(Buffer.from(text), 65_536)).toString(), /jane/);
});

test("textOf() takes rasters of small numbers for what they are", () => {
  const classes = Buffer.alloc(20_000);
  for (let at = 0; at < classes.length; at += 2) classes.writeInt16LE([41, 42, 52, 71, 90][at % 5] ?? 0, at);
  assert.equal(textOf(classes), undefined);
  assert.equal(textOf(Buffer.from([0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, 12, 0])), undefined);
  assert.equal(textOf(Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0])), undefined);
});

test("bytesOf() gives back the bytes that textOf() read", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.string({ unit: "binary" }).map((text) => Uint8Array.from(le("\ufeff" + text))),
    fc.string().map((text) => Uint8Array.from(be(text))),
  );
  fc.assert(fc.property(bytes, (given) => {
    const text = textOf(given);
    if (text === undefined) return;
    const wide = text.encoding.startsWith("utf-16");
    const whole = wide ? given.subarray(0, given.length & ~1) : given;
    assert.deepEqual(Buffer.from(bytesOf(text)), Buffer.from(whole));
  }));
});
