import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { parseJson } from "../model/json.ts";
import { summaryText } from "./summary.ts";
import { raster, withFolder, writeFiles } from "./test_fixtures.ts";

test("summaryText() sums up what a file packed with gzip holds, under the hash of the file that is there", async () => {
  const plain = raster(new Float32Array([1, 2, 3, -9999]), 2, 2);
  await withFolder(async (folder) => {
    await writeFiles(folder, {
      "z.tif": plain,
      "z.tif.gz": gzipSync(plain),
      "z.gz": gzipSync(plain).subarray(0, 30),
    });
    const sum = (name: string) =>
      summaryText(join(folder, name), { target: name, method: "raster_stats" }, { sha256: name, size: 5 });
    const [of, packed] = [parseJson(await sum("z.tif") ?? ""), parseJson(await sum("z.tif.gz") ?? "")];
    assert.deepEqual(packed, { ...Object(of), sha256: "z.tif.gz" });
    await assert.rejects(sum("z.gz"), /"z\.gz" cannot be unpacked as gzip/);
  });
});

test("summaryText() is undefined for a method without summaries", async () => {
  const of = { target: "a", method: "text_exact" };
  assert.equal(await summaryText("/none", of, { sha256: "", size: 0 }), undefined);
});
