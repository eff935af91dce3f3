/** `kill -9` at random moments of what writes: afterwards there is the old or the new, never a mix. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { sha256, sha256File } from "../../lib/files/hash.ts";
import { walkFiles } from "../../lib/files/walk.ts";
import { rounds } from "./counts.ts";
import { PSEUDONYM_KEY } from "../pseudonym_key.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const PROFILE = join(REPO, "bin", "profile");

test("update-baseline killed at any moment leaves the old baseline or the new one", async () => {
  await withRoot(async (root) => {
    const env = { ...process.env, ...PSEUDONYM_KEY, PROFILE_DATA_ROOT: root };
    spawnSync(PROFILE, ["play", "us-small", "--embedded", "--embedded-drift", "soil_loss=1.03", "-q"], {
      env,
    });
    const words = ["update-baseline", "us-small", "--all", "--allow-ci", "--reason", "soak"];
    await killRounds(root, words, env, rounds(100), "us-small");
  });
});

test("promote --replace killed at any moment leaves the old profile or the new one", async () => {
  await withRoot(async (root) => {
    const env = { ...process.env, ...PSEUDONYM_KEY, PROFILE_DATA_ROOT: root };
    const drafts = join(root, "profiles", "_drafts");
    await mkdir(drafts);
    await cp(join(root, "profiles", "us-small"), join(drafts, "us-small"), { recursive: true });
    await killRounds(
      root,
      ["promote", "_drafts/us-small", "us-small", "--replace"],
      env,
      rounds(100),
      "us-small",
    );
  });
});

/** Kills the command at random moments, each time from the same start; the next command repairs. */
async function killRounds(
  root: string,
  words: string[],
  env: Record<string, string | undefined>,
  count: number,
  slug: string,
): Promise<void> {
  const folder = join(root, "profiles", slug);
  const kept = join(root, "kept");
  await cp(folder, kept, { recursive: true });
  const before = await fingerprint(folder);
  const began = performance.now();
  spawnSync(PROFILE, words, { env });
  const length = performance.now() - began;
  const after = await fingerprint(folder);
  assert.notEqual(after, before, "the command changes nothing: nothing would be tested");
  const seen = { old: 0, new: 0 };
  for (let round = 0; round < count; round++) {
    await rm(folder, { recursive: true, force: true });
    await cp(kept, folder, { recursive: true });
    await killed(words, env, Math.random() * length * 1.1);
    const next = spawnSync(PROFILE, ["play", slug, "--embedded", "--dry-run"], { env, encoding: "utf8" });
    assert.equal(next.status, 0, `round ${round}: ${next.stderr}`);
    const now = await fingerprint(folder);
    assert.ok(now === before || now === after, `round ${round}: neither the old profile nor the new one`);
    seen[now === before ? "old" : "new"]++;
    await checkManifest(folder);
  }
  console.log(`${words[0]}: ${count} kills, ${seen.old} old, ${seen.new} new`);
}

function killed(words: string[], env: Record<string, string | undefined>, after: number): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(PROFILE, words, { env, stdio: "ignore" });
    const timer = setTimeout(() => child.kill("SIGKILL"), after);
    child.on("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** One hash over the profile, without what names the time. */
async function fingerprint(folder: string): Promise<string> {
  const parts: string[] = [];
  for (const path of await walkFiles(folder)) {
    const text = await readFile(join(folder, path), "latin1");
    parts.push(path, path === "ledger.jsonl" || path.endsWith(".json") ? undated(text) : sha256(text));
  }
  return sha256(parts.join("\n"));
}

function undated(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "");
}

async function checkManifest(folder: string): Promise<void> {
  const file = join(folder, "baseline", "manifest.json");
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return;
  for (const entry of JSON.parse(text).files as { path: string; sha256: string; kept: string }[]) {
    if (entry.kept === "file") {
      assert.equal(await sha256File(join(folder, "baseline", entry.path)), entry.sha256);
    }
  }
}

async function withRoot(use: (root: string) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "soak-"));
  try {
    await mkdir(join(root, "profiles"));
    await cp(join(REPO, "profiles", "us-small"), join(root, "profiles", "us-small"), { recursive: true });
    await use(root);
  } finally {
    await rename(root, `${root}.gone`);
    await rm(`${root}.gone`, { recursive: true, force: true });
  }
}
