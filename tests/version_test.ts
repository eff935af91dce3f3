/** The version stands in deno.json alone; everything that tells it has it from there. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { VERSION } from "../lib/mod.ts";
import { walkFiles } from "../lib/files/walk.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");
/** The changelog tells of every version, and a lock file of everybody's. */
const MAY = new Set(["deno.json", "deno.lock", "CHANGELOG.md"]);

test("no file but deno.json states the version", async () => {
  const { version } = JSON.parse(await readFile(join(REPO, "deno.json"), "utf8")) as { version: string };
  assert.match(version, /^\d+\.\d+\.\d+$/);
  assert.equal(VERSION, version);
  const stated = new RegExp(`(?<![\\d.])${version.replaceAll(".", "\\.")}(?![\\d.])`);
  const found: string[] = [];
  for (const folder of [".ci", "cli", "lib", "tests", "profiles"]) {
    for (const path of await walkFiles(join(REPO, folder))) {
      if (!/\.(?:ts|py|toml|md|sh|bash|out|err|yaml|json)$|^[^.]+$/.test(path)) continue;
      if (stated.test(await readFile(join(REPO, folder, path), "utf8"))) found.push(`${folder}/${path}`);
    }
  }
  for (const file of ["Makefile", "README.md", "LICENSE"]) {
    if (stated.test(await readFile(join(REPO, file), "utf8"))) found.push(file);
  }
  assert.deepEqual(found.filter((file) => !MAY.has(file)), []);
});

test("the binary, the pytest plugin and the changelog tell the version of deno.json", async () => {
  const printed = spawnSync(join(REPO, "bin/profile"), ["--version", "--json"], { encoding: "utf8" });
  assert.equal((JSON.parse(printed.stdout) as { version: string }).version, VERSION);
  const backend =
    "import sys; sys.path.insert(0, 'lib/pytest_plugin'); sys.dont_write_bytecode = True; import build_backend; print(build_backend.version())";
  const python = spawnSync("python3", ["-c", backend], { cwd: REPO, encoding: "utf8" });
  if (python.error === undefined) assert.equal(python.stdout.trim(), VERSION, python.stderr);
  const changelog = await readFile(join(REPO, "CHANGELOG.md"), "utf8");
  const [first = "", second = ""] = [...changelog.matchAll(/^## (.+)$/gm)].map(([, title = ""]) => title);
  assert.equal(first === "Unreleased" ? second : first, VERSION, "the newest section of the changelog");
});
