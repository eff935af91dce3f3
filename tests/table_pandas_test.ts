/** table_diff finds what a pandas script finds on the same generated tables. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type Files, withFolder, writeFiles } from "../lib/files/test_folder.ts";
import { compareOne } from "../lib/compare/test_fixtures.ts";
import type { JsonObject } from "../lib/model/json.ts";
import { hasPandas, PYTHON } from "./python.ts";

const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), "reference", "table_diff.py");
const PAIRS = Number(process.env["PROFILE_TEST_TABLES"] ?? 60);
const ABS = 0.01;
const REL = 0.001;

interface Reference {
  missing: number[];
  extra: number[];
  columns: Record<string, { beyond: number[]; stats: Record<string, number> }>;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let bits = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Two tables: cells that moved a little or much, rows that are gone, new, in another order. */
function tables(seed: number): [baseline: string, produced: string] {
  const next = random(seed);
  const count = 3 + Math.floor(next() * 60);
  const number = () => {
    const kind = next();
    if (kind < 0.03) return "nan";
    if (kind < 0.05) return kind < 0.04 ? "inf" : "-inf";
    const value = (next() - 0.5) * 10 ** Math.floor(next() * 12 - 4);
    return kind < 0.5 ? String(value) : kind < 0.7 ? value.toExponential(4) : value.toFixed(3);
  };
  const rows = Array.from({ length: count }, (_, id) => [
    ...[String(id), number(), number(), String(Math.floor(next() * 1000))],
    ...[next() < 0.5 ? "forest" : "shrub, low"],
  ]);
  const moved = rows.flatMap((row) => {
    if (next() < 0.05) return [];
    const cells = row.map((cell, column) => {
      if (column === 0 || next() < 0.7) return cell;
      if (column === 4) return next() < 0.2 ? "grass" : cell;
      const by = Number(cell) * (1 + (next() - 0.5) * 0.004) + (next() - 0.5) * 0.004;
      return Number.isFinite(by)
        ? column === 3 ? String(Math.round(by)) : String(by)
        : cell === "nan"
        ? "1.5"
        : cell;
    });
    return next() < 0.05 ? [cells, [String(count + Number(row[0])), ...cells.slice(1)]] : [cells];
  });
  if (next() < 0.5) moved.sort(() => next() - 0.5);
  const text = (all: string[][]) =>
    [["id", "a", "b", "n", "cover"], ...all].map((cells) =>
      cells.map((cell) => cell.includes(",") ? `"${cell}"` : cell).join(",")
    ).join("\n") + "\n";
  return [text(rows), text(moved)];
}

test("table_diff finds the same cells, rows and statistics as pandas", async () => {
  if (!hasPandas()) return;
  await withFolder(async (folder) => {
    const pairs = Array.from({ length: PAIRS }, (_, seed) => tables(seed + 1));
    const files: Files = {};
    const paths = pairs.flatMap(([baseline, produced], index) => {
      files[`${index}/a.csv`] = baseline;
      files[`${index}/b.csv`] = produced;
      return [join(folder, `${index}/a.csv`), join(folder, `${index}/b.csv`)];
    });
    await writeFiles(folder, files);
    const words = [SCRIPT, "id", String(ABS), String(REL), ...paths];
    const { stdout, stderr } = spawnSync(PYTHON, words, { encoding: "utf8", maxBuffer: 2 ** 28 });
    assert.notEqual(stdout, "", stderr);
    const references: Reference[] = JSON.parse(stdout);
    for (const [index, [baseline, produced]] of pairs.entries()) {
      const report = await compareOne("table_diff", baseline, produced, {
        key: "id",
        tolerance: { abs: ABS, rel: REL },
      });
      const reference = references[index] ?? assert.fail();
      const name = `pair ${index}`;
      // The same bytes are not looked into.
      if (baseline === produced) continue;
      assert.equal(report.counts.missing, reference.missing.length, name);
      assert.equal(report.counts.extra, reference.extra.length, name);
      const facts =
        (report.facts["out/file"] as { table: { columns: Record<string, JsonObject> } }).table.columns;
      const cells: string[] = [];
      for (const [column, { beyond, stats }] of Object.entries(reference.columns)) {
        assert.equal(facts[column]?.["beyond"], beyond.length, `${name} ${column}`);
        cells.push(...beyond.map((id) => `${column} at id ${id}`));
        const own = facts[column]?.["baseline"] as Record<string, number>;
        for (const [stat, value] of Object.entries(stats)) {
          const apart = Math.abs((own[stat] ?? NaN) - value);
          assert.ok(
            apart <= 1e-9 * Math.max(Math.abs(value), stats["std"] ?? 0),
            `${name} ${column} ${stat}`,
          );
        }
      }
      const listed = report.differences.filter(({ where }) => / at id /.test(where)).map(({ where }) =>
        where
      );
      assert.ok(listed.every((where) => cells.includes(where)), name);
      assert.equal(listed.length, Math.min(cells.length, 30), name);
    }
  });
});
