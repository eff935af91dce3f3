import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { type Files, manifestOf, raster, withFolder, writeFiles } from "./test_fixtures.ts";
import { type PictureFolder, Pictures } from "./pictures.ts";
import { runComparisons } from "./run.ts";

const of = (value: number) => raster(new Float32Array([1, 2, 3, 4, 5, value]), 3, 2);
const files = (value: number): Files => ({
  "out/a.tif": of(value),
  "out/b.tif": of(value),
  "c.txt": `${value}`,
});

/** Compares rasters and a text, and gives reports and the pictures that were written. */
async function play(before: Files, after: Files, options: Partial<PictureFolder> = {}, params = {}) {
  return await withFolder(async (folder) => {
    const [baselineDir, runDir, dir] = [join(folder, "baseline"), join(folder, "run"), join(folder, "diff")];
    await writeFiles(baselineDir, before);
    await writeFiles(runDir, after);
    const reports = await runComparisons({
      comparisons: [{ target: "out/*.tif", method: "raster_stats", params }, {
        target: "c.txt",
        method: "text_exact",
      }],
      ...{ baselineDir, runDir, manifest: manifestOf(before) },
      pictures: new Pictures({ dir, name: "diff", clean: (text) => text, ...options }),
    });
    const written = await readdir(dir, { recursive: true }).catch(() => []);
    return { reports, written: written.filter((name) => name.endsWith(".png")).sort() };
  });
}

test("runComparisons() writes a picture of each raster that differs, and names it", async () => {
  const { reports: [rasters, text], written } = await play(files(6), files(7));
  assert.deepEqual(rasters?.artifacts, [
    ...["diff/out/a.tif.png", "diff/out/a.tif.view.json"],
    ...["diff/out/b.tif.png", "diff/out/b.tif.view.json"],
  ]);
  assert.deepEqual(written, ["out/a.tif.png", "out/b.tif.png"]);
  assert.deepEqual(text?.artifacts, ["diff/c.txt.view.json"]);
});

test("runComparisons() writes no picture of what passed", async () => {
  const { reports: [rasters], written } = await play(files(6), files(6));
  assert.deepEqual([rasters?.verdict, rasters?.artifacts, written], ["passed", [], []]);
  const within = await play(files(6), files(6.5), {}, { tolerance: { max: 1 } });
  assert.deepEqual([within.reports[0]?.verdict, within.written], ["passed", []]);
});

test("runComparisons() has the same verdict where nothing can be drawn, and says why", async () => {
  const other = { ...files(7), "out/a.tif": raster(new Float32Array(6), 2, 3) };
  const { reports: [rasters] } = await play(files(6), other);
  assert.equal(rasters?.verdict, "failed");
  assert.match(rasters.notes.join("\n"), /out\/a\.tif: .*; no picture: the sizes differ/);
  assert.deepEqual(rasters.artifacts, ["diff/out/b.tif.png", "diff/out/b.tif.view.json"]);
});

test("Pictures are as many as were asked for; further ones are left out, and it is said", async () => {
  const { reports: [rasters], written } = await play(files(6), files(7), { most: 1 });
  assert.deepEqual(written, ["out/a.tif.png"]);
  assert.match(
    rasters?.notes.join("\n") ?? "",
    /out\/b\.tif: .*; not drawn: there are pictures of 1 file already/,
  );
});

test("Pictures of a file whose name may hold a secret are not written", async () => {
  const { reports: [rasters], written } = await play(files(6), files(7), {
    clean: (text) => text.replace("a.tif", "[redacted]"),
  });
  assert.deepEqual(written, ["out/b.tif.png"]);
  assert.match(rasters?.notes.join("\n") ?? "", /no picture: its name holds what may be secret/);
});

test("what a report shows of a text is left out without a word, where its name may hold a secret or there are many", async () => {
  for (const options of [{ clean: (text: string) => text.replace("c.txt", "-") }, { most: 0 }]) {
    const { reports: [, text] } = await play(files(6), files(7), options);
    assert.deepEqual([text?.verdict, text?.artifacts, text?.notes], ["failed", [], []]);
  }
});
