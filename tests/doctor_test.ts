/** `doctor` of the built binary where the machine itself is broken: a full disk, folders of somebody else. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { DoctorDocument } from "../lib/doctor/document.ts";
import { keysOfSchema } from "../lib/settings/in_effect.ts";
import { Config } from "../lib/settings/config.ts";
import { CHECKS } from "../lib/doctor/registry.ts";
import { PSEUDONYM_KEY } from "./pseudonym_key.ts";
import { withSmallDisk } from "./small_disk.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..");
const PROFILE = join(REPO, "bin", "profile");
const asRoot = process.getuid?.() === 0;
const canBeNobody = !asRoot || spawnSync("setpriv", ["--version"]).status === 0;

/** Runs doctor, and gives its exit code and document. */
function examine(
  cwd: string,
  words: string[],
  as: string[] = [],
): { code: number | null; document: DoctorDocument } {
  const [command = "", ...args] = [...as, "doctor", ...words, "--json"];
  const env = { PATH: process.env["PATH"] ?? "", HOME: cwd, ...PSEUDONYM_KEY };
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env,
    encoding: "utf8",
    timeout: 60_000,
  });
  assert.notEqual(stdout, "", stderr);
  return { code: status, document: JSON.parse(stdout) as DoctorDocument };
}

function failed({ findings }: DoctorDocument): string[] {
  return [...new Set(findings.filter(({ state }) => state === "failed").map(({ check }) => check))];
}

test("doctor says that a disk is full, and that is all that failed", async () => {
  await withSmallDisk(async (disk, root) => {
    await mkdir(join(disk, "profiles"));
    await writeFile(join(disk, "full"), new Uint8Array(900_000));
    const { code, document } = examine(root, ["--offline", "--data-root", disk, "--scratch", root], [
      PROFILE,
    ]);
    assert.equal(code, 3);
    assert.deepEqual(failed(document), ["disk"]);
    const found = document.findings.find(({ check, state }) => check === "disk" && state === "failed");
    assert.match(found?.message ?? "", /^data root, playback root: .* kB free/);
    assert.match(found?.remedy ?? "", /record prune/);
  });
});

test("doctor says which folders this user may not write", { skip: !canBeNobody }, async () => {
  const root = await mkdtemp(join(tmpdir(), "doctor-"));
  try {
    await chmod(root, 0o755);
    const binary = asRoot ? join(root, "profile") : PROFILE;
    if (asRoot) await copyFile(PROFILE, binary);
    const nobody = asRoot
      ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", binary]
      : [binary];
    for (const folder of ["profiles/results", "playback"]) {
      await mkdir(join(root, folder), { recursive: true });
    }
    for (const folder of ["profiles/results", "profiles", "playback"]) await chmod(join(root, folder), 0o555);
    const { code, document } = examine(root, ["--embedded", "--playback-run-root", "playback"], nobody);
    assert.equal(code, 3);
    assert.deepEqual(failed(document), ["data-root", "playback-root"]);
    for (const { state, remedy } of document.findings) {
      if (state === "failed") assert.ok((remedy ?? "") !== "");
    }
  } finally {
    for (const folder of ["profiles", "profiles/results", "playback"]) await chmod(join(root, folder), 0o755);
    await rm(root, { recursive: true, force: true });
  }
});

test("the guide explains every key of the configuration, and every check of doctor", async () => {
  const guide = await readFile(join(REPO, "profiles", "README.md"), "utf8");
  const tableAfter = (heading: string) => {
    const [, text = ""] = guide.split(`\n### ${heading}\n`);
    return [...(text.split("\n### ")[0] ?? "").matchAll(/^\| `([^`]+)`/gm)].map(([, name = ""]) => name);
  };
  const keys = keysOfSchema(Config.shape).filter((key) => key !== "version");
  assert.deepEqual(tableAfter("profile.config.yaml").toSorted(), keys.toSorted());
  assert.deepEqual(tableAfter("Is everything there: doctor"), CHECKS.map(({ name }) => name));
});

test("doctor changes nothing in the data root", async () => {
  const root = await mkdtemp(join(tmpdir(), "doctor-"));
  try {
    await cp(join(REPO, "profiles", "us-small"), join(root, "profiles", "us-small"), { recursive: true });
    const listed = () =>
      spawnSync("find", [".", "-printf", "%p %T@ %m\n"], { cwd: root, encoding: "utf8" }).stdout;
    const before = listed();
    const { code, document } = examine(root, ["--embedded", "--scratch", join(root, "scratch")], [PROFILE]);
    assert.equal(code, 0, JSON.stringify(document));
    assert.equal(listed(), before);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
