import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { boundaryOf, parseMultipart, parseUrlEncoded } from "./multipart.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

test("parseMultipart() keeps order, repeated names, empty files and odd file names", () => {
  const body = [
    "--xyz",
    'Content-Disposition: form-data; name="b"',
    "",
    "2",
    "--xyz",
    'Content-Disposition: form-data; name="a"; filename="odd; name=%22x%22 \u00e9.tif"',
    "Content-Type: image/tiff",
    "",
    "II\r\n--xy\r\n\r\n",
    "--xyz",
    'content-disposition: form-data; name="b"',
    "",
    "",
    "--xyz",
    'Content-Disposition: form-data; name="f"; filename=""',
    "Content-Type: application/octet-stream",
    "",
    "",
    "--xyz--",
    "",
  ].join("\r\n");
  const parts = parseMultipart(bytesOf(body), "xyz");
  assert.deepEqual(parts.map((part) => [part.name, part.value, part.file?.name, part.file?.type]), [
    ["b", "2", undefined, undefined],
    ["a", "", 'odd; name="x" \u00e9.tif', "image/tiff"],
    ["b", "", undefined, undefined],
    ["f", "", "", "application/octet-stream"],
  ]);
  assert.equal(new TextDecoder().decode(parts[1]?.file?.bytes), "II\r\n--xy\r\n\r\n");
});

test("parseMultipart() reads back whatever a form sends", async () => {
  const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }).filter((text) =>
    !/[\r\n\\%]/.test(text)
  );
  const part = fc.record({ name, bytes: fc.uint8Array({ maxLength: 80 }), file: fc.option(name) });
  await fc.assert(
    fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 6 }), async (sent) => {
      const form = new FormData();
      for (const { name, bytes, file } of sent) {
        if (file === null) form.append(name, Buffer.from(bytes).toString("base64"));
        else form.append(name, new Blob([bytes]), file);
      }
      const request = new Request("http://127.0.0.1/", { method: "POST", body: form });
      const boundary = boundaryOf(request.headers.get("content-type") ?? "") ?? "";
      const parts = parseMultipart(new Uint8Array(await request.arrayBuffer()), boundary);
      assert.deepEqual(
        parts.map((
          part,
        ) => [
          part.name,
          part.file?.name ?? null,
          part.file === undefined ? part.value : [...part.file.bytes],
        ]),
        sent.map((
          { name, bytes, file },
        ) => [name, file, file === null ? Buffer.from(bytes).toString("base64") : [...bytes]]),
      );
    }),
    { numRuns: 60 },
  );
});

test("parseMultipart() refuses a body that is cut or has another boundary", () => {
  assert.throws(() => parseMultipart(bytesOf("nothing"), "xyz"), /boundary/);
  assert.throws(
    () => parseMultipart(bytesOf('--xyz\r\nContent-Disposition: form-data; name="a"\r\n\r\nval'), "xyz"),
    /ends/,
  );
  assert.throws(() => parseMultipart(bytesOf("--xyz\r\nX: y\r\n\r\nval\r\n--xyz--"), "xyz"), /no name/);
});

test("parseUrlEncoded() keeps order and repeated fields", () => {
  assert.deepEqual(parseUrlEncoded("b=2&a=x+y%26&b=3"), [
    { name: "b", value: "2" },
    { name: "a", value: "x y&" },
    { name: "b", value: "3" },
  ]);
});
