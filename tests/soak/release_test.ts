/** `make release`: the binaries of Linux are there with their sums, start without Deno and Node, and are the same twice. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { sha256File } from "../../lib/files/hash.ts";
import { withFolder } from "../../lib/files/test_folder.ts";
import { VERSION } from "../../lib/version.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "../..");
const RELEASE = join(REPO, "bin/release");
const NAMES = ["linux-x64", "linux-arm64"].map((platform) => `profile-${VERSION}-${platform}`);
/** Runs programs of arm64; its libraries lie below the folder. */
const QEMU = { program: "/usr/bin/qemu-aarch64-static", libraries: "/usr/aarch64-linux-gnu" };

async function release(): Promise<Map<string, string>> {
  const { status, stderr } = spawnSync("make", ["release", "PLATFORMS=linux-x64 linux-arm64"], {
    cwd: REPO,
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  assert.deepEqual((await readdir(RELEASE)).sort(), ["INSTALL.md", "SHA256SUMS", ...NAMES].sort());
  const lines = (await readFile(join(RELEASE, "SHA256SUMS"), "utf8")).trim().split("\n");
  const sums = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
  for (const name of NAMES) assert.equal(sums.get(name), await sha256File(join(RELEASE, name)), name);
  return sums;
}

/** Starts a binary where there is nothing on the PATH, and plays a profile. */
async function plays(words: readonly string[]): Promise<void> {
  await withFolder(async (root) => {
    await mkdir(join(root, "profiles"));
    await cp(join(REPO, "profiles/us-small"), join(root, "profiles/us-small"), { recursive: true });
    const run = (...more: string[]) => {
      const [program = "", ...rest] = [...words, ...more];
      return spawnSync(program, rest, { cwd: root, encoding: "utf8", env: { PATH: "/nowhere", HOME: root } });
    };
    assert.equal(run("--version").stdout, `profile ${VERSION}\n`);
    const { status, stdout, stderr } = run("play", "us-small", "--embedded", "--quiet");
    assert.equal(status, 0, stderr);
    assert.match(stdout, /passed \(embedded\)\n$/);
  });
}

test("make release: the same sums twice, and binaries that play without Deno and Node", async () => {
  const sums = await release();
  const host = join(RELEASE, `profile-${VERSION}-linux-${process.arch}`);
  if (process.platform === "linux" && existsSync(host)) await plays([host]);
  const foreign = join(RELEASE, `profile-${VERSION}-linux-arm64`);
  const hasQemu = existsSync(QEMU.program) && existsSync(QEMU.libraries);
  if (process.arch === "x64" && hasQemu) await plays([QEMU.program, "-L", QEMU.libraries, foreign]);
  else {console.log(
      "release: not run for arm64 (no qemu-user-static, libc6-arm64-cross, libstdc++6-arm64-cross)",
    );}
  assert.deepEqual(await release(), sums);
});
