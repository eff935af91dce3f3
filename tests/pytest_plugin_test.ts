/** The pytest plugin: installed without a registry, its own tests, and what the source folder is left like. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { walkFiles } from "../lib/files/walk.ts";
import { hasPytest, PYTHON } from "./python.ts";

const PLUGIN = join(dirname(fileURLToPath(import.meta.url)), "..", "lib", "pytest_plugin");
/** Tests of the plugin itself; with fewer something was not collected. */
const LEAST = 14;

test("the pytest plugin is installed without a registry, and passes its own tests", async () => {
  if (!hasPytest()) return;
  const folder = await mkdtemp(join(tmpdir(), "pytest-plugin-"));
  const run = (program: string, ...words: string[]) => {
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1", PIP_DISABLE_PIP_VERSION_CHECK: "1" };
    const { status, stdout, stderr } = spawnSync(program, words, { cwd: folder, encoding: "utf8", env });
    assert.equal(status, 0, `${words.join(" ")}\n${stdout}\n${stderr}`);
    return stdout;
  };
  try {
    const before = await walkFiles(PLUGIN);
    run(PYTHON, "-m", "venv", "--system-site-packages", "venv");
    run(join(folder, "venv/bin/pip"), "install", "--no-index", "--quiet", PLUGIN);
    const told = run(
      join(folder, "venv/bin/python"),
      ...["-m", "pytest", "-q", "-p", "no:cacheprovider", "--basetemp", join(folder, "tests"), PLUGIN],
    );
    const passed = Number(/(\d+) passed/.exec(told)?.[1] ?? 0);
    assert.ok(passed >= LEAST, told);
    assert.deepEqual(await walkFiles(PLUGIN), before);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
