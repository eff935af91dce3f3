import assert from "node:assert/strict";
import { test } from "node:test";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { boundaryOf, MultipartParser, type PartHead } from "./multipart_parser.ts";

const BOUNDARY = "----profile7MA4";

/** Parses a body that comes in pieces. */
async function parse(pieces: readonly Uint8Array[]) {
  const parts: { head: PartHead; bytes: Buffer }[] = [];
  let open: Buffer[] = [];
  const parser = new MultipartParser(BOUNDARY, {
    begin: (head) => {
      open = [];
      parts.push({ head, bytes: Buffer.alloc(0) });
    },
    data: (bytes) => {
      open.push(Buffer.from(bytes));
      return open.length % 2 === 0 ? Promise.resolve() : undefined;
    },
    end: () => {
      const last = parts.at(-1);
      if (last !== undefined) last.bytes = Buffer.concat(open);
    },
  });
  for (const piece of pieces) await parser.push(piece);
  parser.end();
  return { parts, failure: parser.failure };
}

function bodyOf(parts: readonly { head: string; bytes: Uint8Array }[], end = `--${BOUNDARY}--\r\n`): Buffer {
  return Buffer.concat([
    ...parts.flatMap(({ head, bytes }) => [
      Buffer.from(`--${BOUNDARY}\r\n${head}\r\n\r\n`),
      Buffer.from(bytes),
      Buffer.from("\r\n"),
    ]),
    Buffer.from(end),
  ]);
}

function pieces(body: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (body.length + 1)), body.length])].sort((a, b) =>
    a - b
  );
  return places.slice(1).map((place, index) => body.subarray(places[index], place));
}

test("MultipartParser gives the same parts however the body is cut", async () => {
  // Bytes that look like line ends and delimiters are where a parser goes wrong.
  const tricky = fc.constantFrom(
    "\r",
    "\n",
    "\r\n",
    "-",
    "--",
    `\r\n--${BOUNDARY.slice(0, -1)}`,
    "a",
    "\0",
    "é",
  );
  const content = fc.array(tricky, { maxLength: 12 }).map((list) => Buffer.from(list.join("")));
  const part = fc.record({ name: fc.stringMatching(/^[a-z]{1,5}$/), content, file: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { maxLength: 4 }),
      fc.array(fc.nat(400), { maxLength: 30 }),
      async (list, cuts) => {
        const body = bodyOf(list.map(({ name, content, file }) => ({
          head: `Content-Disposition: form-data; name="${name}"${file ? '; filename="f.bin"' : ""}`,
          bytes: content,
        })));
        const { parts, failure } = await parse(pieces(body, cuts));
        assert.equal(failure, undefined);
        assert.deepEqual(
          parts.map(({ head, bytes }) => [head.name, head.filename, bytes.toString("hex")]),
          list.map(({ name, content, file }) => [name, file ? "f.bin" : undefined, content.toString("hex")]),
        );
      },
    ),
    { numRuns: 300 },
  );
});

test("MultipartParser reads names as browsers write them", async () => {
  const body = bodyOf([
    {
      head:
        'Content-Type: text/plain\r\ncontent-disposition: form-data; name="a%22b"; filename="ünï;x%0D%0A.cli"',
      bytes: Buffer.from("x"),
    },
    { head: "Content-Disposition: form-data; name=plain", bytes: Buffer.from("") },
    { head: 'Content-Disposition: form-data; name="f"; filename=""', bytes: Buffer.from("") },
  ]);
  const { parts, failure } = await parse([body]);
  assert.equal(failure, undefined);
  assert.deepEqual(parts.map(({ head }) => head), [
    { name: 'a"b', filename: "ünï;x\r\n.cli", type: "text/plain" },
    { name: "plain" },
    { name: "f", filename: "" },
  ]);
});

test("MultipartParser says why a body is none, and never throws", async () => {
  const field = { head: 'Content-Disposition: form-data; name="a"', bytes: Buffer.from("1") };
  const reasonOf = async (body: Uint8Array) => (await parse(pieces(body, [3, 9, 20]))).failure;
  assert.equal(await reasonOf(Buffer.from("")), "the closing delimiter is missing");
  assert.equal(await reasonOf(bodyOf([field], "")), "the closing delimiter is missing");
  assert.equal(await reasonOf(Buffer.alloc(40_000, "x")), "no delimiter at its beginning");
  assert.equal(await reasonOf(bodyOf([{ ...field, head: "X: y" }])), "a part without a name");
  assert.equal(await reasonOf(Buffer.from(`--${BOUNDARY} more\r\n`)), "text behind a delimiter");
  assert.equal(
    await reasonOf(Buffer.from(`--${BOUNDARY}\r\n${"a".repeat(20_000)}`)),
    "the head of a part is too long",
  );
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
    await parse([Buffer.from(`--${BOUNDARY}\r\n`), bytes]);
  }));
});

test("boundaryOf() reads quoted and plain boundaries", () => {
  assert.equal(boundaryOf("multipart/form-data; boundary=abc; charset=x"), "abc");
  assert.equal(boundaryOf('multipart/form-data; boundary="a b;c"'), "a b;c");
  assert.equal(boundaryOf("multipart/form-data"), undefined);
});
