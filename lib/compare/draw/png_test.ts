import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { withFolder } from "../../files/test_folder.ts";
import { encodePng, type Pixels } from "./png.ts";

/** Reads back what `encodePng()` writes, by the specification and not by its code. */
function decode(bytes: Uint8Array): Pixels {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = new Map<string, Uint8Array>();
  for (let at = 8; at < bytes.length;) {
    const length = view.getUint32(at);
    parts.set(
      new TextDecoder().decode(bytes.subarray(at + 4, at + 8)),
      bytes.subarray(at + 8, at + 8 + length),
    );
    at += 12 + length;
  }
  const header = parts.get("IHDR") ?? new Uint8Array();
  const size = new DataView(header.buffer, header.byteOffset);
  const [width, height] = [size.getUint32(0), size.getUint32(4)];
  const lines = inflateSync(parts.get("IDAT") ?? new Uint8Array());
  const rgb = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const at = row * (width * 3 + 1);
    for (let index = 0; index < width * 3; index++) {
      const above = lines[at] === 2 && row > 0 ? rgb[(row - 1) * width * 3 + index] ?? 0 : 0;
      rgb[row * width * 3 + index] = (lines[at + 1 + index] ?? 0) + above;
    }
  }
  return { width, height, rgb };
}

test("encodePng() holds every pixel", () => {
  const size = fc.record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) });
  const images = size.chain(({ width, height }) =>
    fc.uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 })
      .map((rgb) => ({ width, height, rgb }))
  );
  fc.assert(fc.property(images, (image) => assert.deepEqual(decode(encodePng(image)), image)));
});

test("encodePng() is what GDAL reads, when it is there", async (context) => {
  await withFolder(async (folder) => {
    const path = join(folder, "p.png");
    await writeFile(
      path,
      encodePng({ width: 3, height: 2, rgb: Uint8Array.from({ length: 18 }, (_, i) => i) }),
    );
    const said = await new Promise<string | undefined>((resolve) =>
      execFile(
        "gdalinfo",
        ["-checksum", path],
        (error, stdout) =>
          resolve((error as { code?: unknown } | null)?.code === "ENOENT" ? undefined : stdout),
      )
    );
    if (said === undefined) return context.skip("gdalinfo is not installed");
    assert.match(said, /Driver: PNG.*Size is 3, 2.*Band 3 .*Checksum=\d+/s);
  });
});
