import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { encodeMultipart } from "./multipart.ts";

async function bytesOf(stream: AsyncGenerator<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const blocks: Uint8Array[] = [];
  for await (const block of stream) blocks.push(block);
  const all = new Uint8Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    all.set(block, at);
    at += block.length;
  }
  return all;
}

test("encodeMultipart() is read back by a standard parser: order, repeats, names, bytes, empty file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "multipart-"));
  try {
    const path = join(folder, "map.tif");
    const content = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
    await writeFile(path, content);
    const body = await encodeMultipart([
      { name: "mofe", value: "a" },
      { name: "mofe", value: "b\nc" },
      { name: 'odd"name', value: "ünï" },
      { name: "sbs", filename: "my map 1.tif", type: "image/tiff", path },
      { name: "unused", filename: "", type: "application/octet-stream" },
    ]);
    const bytes = await bytesOf(body.stream());
    assert.equal(bytes.length, body.contentLength);
    const form = await new Response(bytes, { headers: { "content-type": body.contentType } }).formData();
    assert.deepEqual(form.getAll("mofe"), ["a", "b\r\nc"]);
    assert.deepEqual([...form.keys()].slice(0, 2), ["mofe", "mofe"]);
    assert.match(new TextDecoder().decode(bytes), /name="odd%22name"\r\n\r\nünï\r\n/);
    const file = form.get("sbs");
    assert.ok(file instanceof File);
    assert.equal(file.type, "image/tiff");
    assert.equal(file.name, "my map 1.tif");
    assert.deepEqual(new Uint8Array(await file.arrayBuffer()), content);
  } finally {
    await rm(folder, { recursive: true });
  }
});
