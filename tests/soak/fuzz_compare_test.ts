/** Damaged archives, packed files and vector data: a verdict or an error that names the file; never a crash or a hang. */
import assert from "node:assert/strict";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { runComparisons } from "../../lib/compare/run.ts";
import { manifestOf } from "../../lib/compare/test_fixtures.ts";
import { gpkg } from "../../lib/compare/vector/test_geopackage.ts";
import { dbf, shp } from "../../lib/compare/vector/test_shapefile.ts";
import { withFolderIn } from "../../lib/files/test_folder.ts";
import type { Comparison } from "../../lib/model/profile.ts";
import { zip } from "../../lib/zip/write.ts";
import { rounds } from "./counts.ts";
import { damage } from "./damage.ts";
import { MEMORY } from "./memory_folder.ts";

const SQUARE = [[0, 0], [0, 10], [10, 10], [10, 0], [0, 0]];
const bytesOf = (text: string) => new TextEncoder().encode(text);
const JSON_TEXT = JSON.stringify({
  type: "FeatureCollection",
  features: [1, 2].map((id) => ({
    type: "Feature",
    id,
    properties: { loss: id / 3, name: "a" },
    geometry: { type: "Polygon", coordinates: [SQUARE] },
  })),
});
const NOISE = Uint8Array.from({ length: 9000 }, (_, at) => (at * 7919) % 251);
const ARCHIVE = zip([
  { path: "a.json", data: bytesOf('{"a":[1,2,3]}') },
  { path: "d/b.txt", data: bytesOf("1 2 3\n".repeat(200)) },
  { path: "c.txt.gz", data: gzipSync("1 2 3\n".repeat(200)) },
  { path: "e.bin", data: NOISE },
]);

/** Name, content, method. */
const SUBJECTS: [file: string, content: Uint8Array, comparison: Omit<Comparison, "target">][] = [
  ["x.zip", ARCHIVE, { method: "archive_diff" }],
  ["landuse.nodir", ARCHIVE, {
    method: "archive_diff",
    params: { members: [{ target: "*", method: "text_diff" }] },
  }],
  ["soil.txt.gz", gzipSync("1 2 3\n".repeat(500)), { method: "text_diff" }],
  ["x.geojson", bytesOf(JSON_TEXT), { method: "vector_diff", params: { key: "loss" } }],
  ["x.shp", shp("polygon", [[SQUARE], null, [SQUARE, SQUARE]]), { method: "vector_diff" }],
  ["y.shp", shp("line", [[SQUARE], [SQUARE]]), { method: "vector_diff" }],
  ["x.dbf", dbf([["id", "N", 6], ["name", "C", 9]], [["1", "a"], ["2", "b"]]), { method: "vector_diff" }],
  ["x.gpkg", await gpkg({ hills: [["1.5", "'a'", 1, 2], ["2", "'b'", 3, 4]] }), { method: "vector_diff" }],
];
const COUNT = rounds(10_000);

test(`${COUNT} damaged files are compared or refused by name`, async () => {
  await withFolderIn(MEMORY, async (folder) => {
    const [baselineDir, runDir] = [join(folder, "baseline"), join(folder, "run")];
    const seen = { passed: 0, failed: 0, error: 0, skipped: 0 };
    for (let seed = 0; seed < COUNT; seed++) {
      const [file, content, how] = SUBJECTS[seed % SUBJECTS.length] ?? SUBJECTS[0] as typeof SUBJECTS[number];
      // Small seeds all begin with the same choices.
      const damaged = damage(content, Math.imul(seed + 1, 2654435761) >>> 0);
      for (const [dir, bytes] of [[baselineDir, content], [runDir, damaged]] as const) {
        await mkdir(dirname(join(dir, file)), { recursive: true });
        await writeFile(join(dir, file), bytes);
      }
      const manifest = manifestOf({ [file]: content });
      const comparisons = [{ target: file, ...how }];
      const [report] = await runComparisons({ comparisons, baselineDir, manifest, runDir, produced: [file] });
      assert.ok(report, `seed ${seed}`);
      seen[report.verdict]++;
      if (report.verdict === "error") {
        const { reason = "" } = report;
        assert.ok(reason.includes(file), `seed ${seed} does not name ${file}: ${reason}`);
        assert.doesNotMatch(
          reason,
          /undefined|not a function|not iterable|RangeError|stack/i,
          `seed ${seed}`,
        );
      }
      await rm(join(runDir, file));
    }
    assert.ok(seen.failed > 0 && seen.error > 0 && seen.skipped === 0, JSON.stringify(seen));
  });
  const left = (await readdir(tmpdir())).filter((name) => name.startsWith("profile-unpacked-"));
  assert.ok(left.length < 20, `left behind: ${left.join()}`);
  // Bytes; the largest file here has 40 kB.
  assert.ok(process.memoryUsage().rss < 1.5e9, String(process.memoryUsage().rss));
});

test("archives that unpack to far more than they are, are refused before they fill a disk", async () => {
  await withFolderIn(MEMORY, async (folder) => {
    const [baselineDir, runDir] = [join(folder, "baseline"), join(folder, "run")];
    const kept = zip([{ path: "a.txt", data: bytesOf("a\n") }]);
    const bomb = Uint8Array.from(zip([{ path: "a.txt", data: new Uint8Array(1_000_000) }]));
    const view = new DataView(bomb.buffer);
    // Both headers say 4 GB.
    const central = new TextDecoder("latin1").decode(bomb).indexOf("PK\u0001\u0002");
    view.setUint32(22, 0xfffffff0, true);
    view.setUint32(central + 24, 0xfffffff0, true);
    await mkdir(baselineDir, { recursive: true });
    await mkdir(runDir, { recursive: true });
    const run = async (file: string, before: Uint8Array, after: Uint8Array, method: string) => {
      await writeFile(join(baselineDir, file), before);
      await writeFile(join(runDir, file), after);
      const manifest = manifestOf({ [file]: before });
      const comparisons = [{ target: file, method }];
      const [report] = await runComparisons({ comparisons, baselineDir, manifest, runDir, produced: [file] });
      return report;
    };
    const zipped = await run("x.zip", kept, bomb, "archive_diff");
    assert.equal(zipped?.verdict, "error");
    assert.match(zipped?.reason ?? "", /"a.txt" in the produced file "x.zip" cannot be read/);
    const many = zip(Array.from({ length: 2 }, (_, at) => ({ path: `${at}`, data: new Uint8Array(9) })));
    const larger = new DataView(many.buffer);
    for (let at = 0; at < many.length - 4; at++) {
      if (larger.getUint32(at, true) === 0x02014b50) larger.setUint32(at + 24, 0xfffffff0, true);
    }
    const together = await run("y.zip", kept, many, "archive_diff");
    assert.match(together?.reason ?? "", /two sizes|unpacks to \d+ bytes, more than the limit/);
  });
});
