/** The page on tolerances tells the truth: each line of its tables is compared as it is written. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { parse } from "yaml";
import { compareOne, type Content, raster } from "../lib/compare/test_fixtures.ts";

const PAGE = new URL("../profiles/TOLERANCES.md", import.meta.url);

/** `| a | b |` as its cells; backticks are taken off, `\n` is a line's end, after `\r` where it has one. */
function cellsOf(line: string): string[] {
  return line.split(" | ").map((cell) => cell.replace(/^\| |\s*\|$/g, "").replace(/^`(.*)`$/, "$1"));
}

function contentOf(method: string, cell: string): Content {
  if (!method.startsWith("raster_")) return cell.replaceAll("\\r", "\r").replaceAll("\\n", "\n");
  const cells = Float32Array.from(cell.split(" "), Number);
  return raster(cells, cells.length, 1);
}

const page = await readFile(PAGE, "utf8");
const rows = page.split("\n").filter((line) => /^\| `/.test(line)).map(cellsOf);

test("profiles/TOLERANCES.md has its tables", () => {
  assert.ok(rows.length >= 45, `${rows.length} lines`);
});

for (const [method = "", params = "", baseline = "", produced = "", verdict = "", why = ""] of rows) {
  test(`${method} ${params} of ${baseline} and ${produced}: ${verdict}, ${why}`, async () => {
    const report = await compareOne(
      method,
      contentOf(method, baseline),
      contentOf(method, produced),
      parse(params) as Record<string, unknown>,
    );
    assert.equal(report.verdict, verdict, JSON.stringify(report));
  });
}
