/** Comparisons of large tables, beside pandas and DuckDB. */
import { spawnSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { access, mkdir, mkdtemp, rm } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasPandas, PYTHON } from "../python.ts";
import { compareRoot } from "./compare_root.ts";
import { median, peakMemory, spread, timeOf } from "./measure.ts";

const ROUNDS = 5;
const BINARY = new URL("../../bin/profile", import.meta.url).pathname;
const NODE = new URL("../../.tools/node", import.meta.url).pathname;
const PANDAS = new URL("./table.py", import.meta.url).pathname;
const DUCKDB = new URL("./table_duckdb.mjs", import.meta.url).pathname;
/** Fetched for this figure alone. */
const DUCKDB_MODULES = new URL("../../.tools/duckdb", import.meta.url).pathname;
const DUCKDB_VERSION = "1.5.6-r.1";
const CSV_ROWS = 1_000_000;
/** Exit code of a comparison that found something. */
const DIFFERENCES = 1;
const RULES = { key: "id", tolerance: { rel: 1e-6 } };

/** Lines of figures: two CSV files of a million rows and ten columns, two parquet files of five million rows. */
export async function tableFigures(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "profile-bench-"));
  try {
    return [...await csvFigures(folder), await parquetFigure(folder)];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function csvFigures(folder: string): Promise<string[]> {
  if (!hasPandas()) return ["table_diff of CSV: not measured (no python3 with pandas)"];
  const path = (name: string) => join(folder, `${name}.csv`);
  const ids = Array.from({ length: CSV_ROWS }, (_, id) => id);
  await writeTable(path("baseline"), ids, 1);
  await writeTable(path("produced"), ids, 1 + 1e-9);
  // Another order that no neighbour keeps.
  await writeTable(path("shuffled"), ids.map((id) => (id * 600_011) % CSV_ROWS), 1 + 1e-9);
  const lines: string[] = [];
  for (
    const [name, words, limit] of [["produced", "same order", "1.0"], [
      "shuffled",
      "another order",
      "",
    ]] as const
  ) {
    const file = { file: "t.csv", method: "table_diff", params: RULES };
    const ours = await compareRoot(join(folder, name), file, path("baseline"), path(name));
    const times = await ratios(ours, PYTHON, [PANDAS, path("baseline"), path(name)]);
    lines.push(
      `table_diff, two CSV files of 1 million rows and 10 columns, ${words} / pandas merge: ${times}` +
        `${limit === "" ? "" : ` (limit ${limit})`}, memory ${await peakMemory(
          BINARY,
          ours,
        )} MiB (limit 500)`,
    );
  }
  return lines;
}

async function parquetFigure(folder: string): Promise<string> {
  if (!await hasDuckDb()) return "table_diff of parquet: not measured (@duckdb/node-api cannot be fetched)";
  const made = spawnSync(NODE, [DUCKDB, DUCKDB_MODULES, "make", folder], { stdio: "inherit" });
  if (made.status !== 0) throw new Error("DuckDB made no tables");
  const [baseline, produced] = [join(folder, "baseline.parquet"), join(folder, "produced.parquet")];
  const file = { file: "t.parquet", method: "table_diff", params: RULES };
  const ours = await compareRoot(join(folder, "parquet"), file, baseline, produced);
  const times = await ratios(ours, NODE, [DUCKDB, DUCKDB_MODULES, "compare", baseline, produced]);
  return `table_diff, two parquet files of 5 million rows and 8 columns / DuckDB with one thread: ${times} (limit 3.0), ` +
    `memory ${await peakMemory(BINARY, ours)} MiB (limit 1024)`;
}

/** Our wall time over theirs, start of both programs included. */
async function ratios(ours: string[], program: string, words: string[]): Promise<string> {
  const pairs: { ours: number; theirs: number }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const theirs = await timeOf(program, words);
    const own = await timeOf(BINARY, ours, {}, DIFFERENCES);
    // The first round only warms the cache of the system.
    if (round > 0) pairs.push({ ours: own, theirs });
  }
  const times = `${median(pairs.map((pair) => pair.ours)).toFixed(0)} ms over ` +
    `${median(pairs.map((pair) => pair.theirs)).toFixed(0)} ms`;
  return `${spread(pairs.map((pair) => pair.ours / pair.theirs))} times [${times}]`;
}

/** Numbers of few and of many digits, whole numbers and words, the same for the same row. */
async function writeTable(path: string, ids: readonly number[], drift: number): Promise<void> {
  const stream = createWriteStream(path);
  stream.write("id,day,precip,runoff,soil_loss,cover,class,name,flow,share\n");
  const some = (id: number, salt: number) => (Math.imul(id + 1, salt) >>> 0) / 2 ** 32;
  for (let from = 0; from < ids.length; from += 10_000) {
    const lines = ids.slice(from, from + 10_000).map((id) => {
      const loss = Math.sqrt(id) * 0.37 * (id % 100_000 === 7 && drift !== 1 ? 1.5 : drift);
      const precip = Math.round(some(id, 0x9e3779b1) * 1e5) / 1e3;
      const flow = Math.round(some(id, 0x85ebca6b) * 1e6) / 100;
      const [runoff, share] = [some(id, 0xc2b2ae35) * 50 / 3, some(id, 0x27d4eb2f) / 3];
      return `${id},${id % 365},${precip},${runoff},${loss},${(id % 1000) / 8},${id % 7},class ${
        id % 12
      },${flow},${share}\n`;
    });
    if (!stream.write(lines.join(""))) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "close");
}

/** True when DuckDB is there; fetches it when it is not. */
async function hasDuckDb(): Promise<boolean> {
  const main = join(DUCKDB_MODULES, "node_modules/@duckdb/node-api/package.json");
  const isThere = () => access(main).then(() => true, () => false);
  if (await isThere()) return true;
  await mkdir(DUCKDB_MODULES, { recursive: true });
  const options = [
    "--no-save",
    "--no-package-lock",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  spawnSync("npm", ["install", "--prefix", DUCKDB_MODULES, ...options, `@duckdb/node-api@${DUCKDB_VERSION}`]);
  return await isThere();
}
