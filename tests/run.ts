/**
 * Runs the checks and tests and closes with one line `N passed, N failed`. Each static check counts as one.
 * `test` is the daily run; `soak` runs the long ones with full counts.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { walkFiles } from "../lib/files/walk.ts";
import { hasChromium } from "./browser/chromium.ts";
import { hasPandas, hasPytest } from "./python.ts";
import { hasRasterio } from "./raster/rasterio.ts";
import { hasShell } from "./shells/shells.ts";
import { hasStack } from "./stack/stack.ts";

interface Outcome {
  passed: number;
  failed: number;
}

const DENO = process.execPath;
/** So many parts of the daily tests run at a time. */
const SIDE_BY_SIDE = 4;
const mode = process.argv[2] ?? "test";
const total: Outcome = { passed: 0, failed: 0 };

if (mode === "test") {
  await check("format", [DENO, "fmt", "--check", "--quiet"]);
  await check("lint", [DENO, "lint", "--quiet"]);
  await check("types", [DENO, "check", "--quiet", "cli", "lib", "tests"]);
  await check("documentation", [DENO, "doc", "--lint", "--quiet", "lib/mod.ts"]);
  const isTest = (path: string) => path.endsWith("_test.ts");
  const outside = (await filesIn("tests")).filter((path) =>
    isTest(path) && !/^tests\/(?:soak|golden)\//.test(path)
  );
  const unit = [...await filesIn("lib"), ...await filesIn("cli")].filter(isTest);
  const golden = (part: string) =>
    tests(`golden ${part}`, ["tests/golden"], [], { ...process.env, GOLDEN_PART: part });
  // The longest come first, so that none is left alone at the end.
  const parts = [
    () => golden("1/2"),
    () => golden("2/2"),
    ...[0, 1, 2].map((part) => () => tests(`outside ${part + 1}/3`, everyNth(outside, part, 3))),
    ...[0, 1].map((part) => async () => {
      const name = `unit ${part + 1}/2`;
      await tests(name, [await asOne(`unit_${part + 1}`, everyNth(unit, part, 2))]);
    }),
  ];
  // Most of them wait much, for jobs, servers and a browser: others use the time.
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, async () => {
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) await part();
  }));
} else {
  process.env["PROFILE_TEST_SOAK"] = "1";
  await tests("soak", ["tests/soak"]);
  await tests("properties with full counts", await withFullCounts());
}
if (!hasChromium()) {
  console.log("not run: tests in a real browser (no /usr/bin/chromium; PROFILE_TEST_CHROMIUM names another)");
}
if (!hasPytest()) {
  console.log("not run: tests of the pytest plugin (no python3 with pytest, pip and venv)");
}
if (!hasPandas()) {
  console.log("not run: tests of tables against pandas (no python3 with pandas)");
}
if (!hasStack()) {
  console.log("not run: tests with a real stack (no redis-server, python3 with rq and flask, or openssl)");
}
if (!hasRasterio()) {
  console.log("not run: tests of rasters and vectors beside GDAL (no python3 with rasterio, or gdal-bin)");
}
if (spawnSync("shellcheck", ["--version"]).status !== 0) {
  console.log("not run: a test of the recipes' commands (no shellcheck)");
}
for (const shell of ["bash", "zsh", "fish"] as const) {
  if (!hasShell(shell)) console.log(`not run: tests of completions in ${shell} (no ${shell}, or python3)`);
}
if (spawnSync("xmllint", ["--version"]).status !== 0) {
  console.log("not run: JUnit reports against the XSD of their readers (no xmllint)");
}
if (!existsSync("../shared/data/recordings")) {
  console.log("not run: tests that read the shared recordings (not there)");
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

async function filesIn(folder: string): Promise<string[]> {
  return (await walkFiles(folder)).map((path) => `${folder}/${path}`);
}

/** Unit tests that try more often in the long runs: they look at the variable themselves. */
async function withFullCounts(): Promise<string[]> {
  const files = (await filesIn("lib")).filter((path) => path.endsWith("_test.ts"));
  return files.filter((path) => readFileSync(path, "utf8").includes("PROFILE_TEST_SOAK"));
}

/** Every n-th of the files from one of them on: neighbours, which are of one kind, come into different parts. */
function everyNth(files: readonly string[], first: number, n: number): string[] {
  return files.filter((_, index) => index % n === first);
}

/**
 * A module that imports these tests. Deno loads everything anew for each file it is given, which for hundreds of
 * small ones takes a third of their time.
 */
async function asOne(name: string, files: readonly string[]): Promise<string> {
  const path = join(".tools", `${name}_test.ts`);
  await writeFile(path, files.map((file) => `import "../${file}";\n`).join(""));
  return path;
}

async function check(name: string, command: string[]): Promise<void> {
  const { code, output } = await run(command);
  count(name, code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
  if (code !== 0) console.log(output);
}

async function tests(
  name: string,
  folders: string[],
  options: string[] = [],
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const words = [
    ...[DENO, "test", "-A", "--no-check"],
    // Without it the tests' own lines are hidden: the long ones say what they met.
    ...(mode === "test" ? ["--quiet"] : []),
    ...options,
    ...folders,
  ];
  const { code, output } = await run(words, env);
  // deno-lint-ignore no-control-regex
  const plain = output.replace(/\x1b\[[0-9;]*m/g, "");
  const counts = /(\d+) passed(?: \(\d+ steps?\))? \| (\d+) failed/.exec(plain);
  const found = { passed: Number(counts?.[1] ?? 0), failed: Number(counts?.[2] ?? 0) };
  if (code !== 0 && found.failed === 0) found.failed = 1;
  count(name, found);
  for (const [line] of plain.matchAll(/^.*\d+ kills\b.*$/gm)) console.log(`     ${line}`);
  if (code !== 0) console.log(failuresOf(plain));
}

/** What failed and why; the whole where the runner itself broke off. */
function failuresOf(output: string): string {
  const at = output.search(/^\s*ERRORS\s*$/m);
  return at === -1 ? output.slice(-10_000) : output.slice(at, at + 20_000);
}

function count(name: string, outcome: Outcome): void {
  total.passed += outcome.passed;
  total.failed += outcome.failed;
  console.log(
    `${outcome.failed === 0 ? "ok  " : "FAIL"} ${name}: ${outcome.passed} passed, ${outcome.failed} failed`,
  );
}

function run(command: string[], env = process.env): Promise<{ code: number; output: string }> {
  const [program = "", ...words] = command;
  return new Promise((resolve) => {
    const child = spawn(program, words, { env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (block) => output += String(block));
    child.stderr.on("data", (block) => output += String(block));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
