/** The version stands in deno.json alone; everything that tells it has it from there. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { VERSION } from "../lib/mod.ts";
import { withFolder, writeFiles } from "../lib/files/test_folder.ts";
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
  for (const folder of [".ci", "cli", "lib", "tests/golden"]) {
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

test("make cut gives the unreleased section and deno.json a version, and refuses what is none", async () => {
  await withFolder(async (folder) => {
    const read = async (file: string) => await readFile(join(folder, file), "utf8");
    const cut = (to: string) =>
      spawnSync("make", ["-f", join(REPO, "Makefile"), "cut", `TO=${to}`], { cwd: folder, encoding: "utf8" });
    const files = {
      "deno.json": await readFile(join(REPO, "deno.json"), "utf8"),
      "CHANGELOG.md": "# Changelog\n\n## Unreleased\n\n- One.\n\n## 0.0.9\n",
    };
    await writeFiles(folder, files);
    assert.match(cut("2").stderr, /Say which version/);
    assert.equal(await read("deno.json"), files["deno.json"]);
    const done = cut("77.1.0");
    assert.equal(done.status, 0, done.stderr);
    assert.equal(await read("CHANGELOG.md"), files["CHANGELOG.md"].replace("Unreleased", "77.1.0"));
    assert.equal(await read("deno.json"), files["deno.json"].replace(`"${VERSION}"`, '"77.1.0"'));
    assert.match(cut("77.2.0").stderr, /nothing to release/);
    assert.deepEqual(await walkFiles(folder), ["CHANGELOG.md", "deno.json"]);
  });
});
