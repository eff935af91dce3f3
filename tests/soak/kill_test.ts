/**
 * `kill -9` at random moments of what writes: afterwards there is the old or the new, never a mix; the next command
 * repairs what was begun and says so; no line of a ledger is lost and nothing is left lying about.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { sha256, sha256File } from "../../lib/files/hash.ts";
import { exists } from "../../lib/files/safe_path.ts";
import { walkFiles } from "../../lib/files/walk.ts";
import { rounds } from "./counts.ts";
import { PSEUDONYM_KEY } from "../pseudonym_key.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const PROFILE = join(REPO, "bin", "profile");
/** How long the folder of a draft that was being built may lie about, in ms. */
const LEFT_BEHIND = 10 * 60 * 1000;

type Env = Record<string, string | undefined>;

/** A command that is killed, again and again from the same start. */
interface Rounds {
  name: string;
  root: string;
  env: Env;
  words: string[];
  count: number;
  /** What the command changes, by path below `profiles/`: kept, and put back before each round. */
  folders: string[];
  /** The next command. */
  next: string[];
  /** What the next command must lead to; default: the old or the new. */
  ends?: "new";
}

test("update-baseline killed at any moment leaves the old baseline or the new one", async () => {
  await withRoot(async (root, env) => {
    spawnSync(PROFILE, ["play", "us-small", "--embedded", "--embedded-drift", "soil_loss=1.03", "-q"], {
      env,
    });
    await killRounds({
      name: "update-baseline",
      root,
      env,
      words: ["update-baseline", "us-small", "--all", "--allow-ci", "--reason", "soak"],
      count: rounds(100),
      folders: ["us-small"],
      next: ["validate", "us-small"],
    });
  });
});

test("promote --replace --with-run killed at any moment leaves the old profile or the new one", async () => {
  await withRoot(async (root, env) => {
    await cp(join(root, "profiles", "us-small"), join(root, "profiles", "_drafts", "us-small"), {
      recursive: true,
    });
    const run = join(root, "runs", "lively-creek-2a7cd5");
    await mkdir(join(run, "wepp"), { recursive: true });
    for (let index = 0; index < 40; index++) {
      await writeFile(join(run, "wepp", `p${index}.dat`), `${index} 1.5\n`.repeat(500));
      await writeFile(join(run, `r${index}.tif`), new Uint8Array(20_000).fill(index));
    }
    await killRounds({
      name: "promote",
      root,
      env,
      words: ["promote", "_drafts/us-small", "us-small", "--replace", "--with-run", run],
      count: rounds(125),
      folders: ["us-small"],
      next: ["validate", "us-small"],
    });
  });
});

test("archive and archive --restore killed at any moment leave the profile here or there", async () => {
  await withRoot(async (root, env) => {
    await rm(join(root, "profiles", "us-small", "baseline"), { recursive: true });
    const base = { root, env, folders: ["us-small", "archived/us-small"], next: ["list"] };
    const words = ["archive", "us-small", "--reason", "soak"];
    await killRounds({ ...base, name: "archive", words, count: rounds(75) });
    assert.equal(spawnSync(PROFILE, words, { env }).status, 0);
    await killRounds({
      ...base,
      name: "archive --restore",
      words: ["archive", "us-small", "--restore"],
      count: rounds(75),
    });
  });
});

test("assemble killed at any moment leaves no half draft, and the next one has every event", async () => {
  await withRoot(async (root, env) => {
    const log = join(root, "runs", "ample-otter", "_logs", "profile.events.jsonl");
    await mkdir(dirname(log), { recursive: true });
    await writeFile(log, requests(60));
    const assemble = ["assemble", join(root, "runs", "ample-otter"), "--name", "x"];
    const base = { root, env, words: assemble, folders: ["_drafts/x"] };
    await killRounds({ ...base, name: "assemble", count: rounds(65), next: assemble, ends: "new" });
    assert.equal(spawnSync(PROFILE, assemble, { env }).status, 0);
    await writeFile(log, requests(90));
    await killRounds({
      ...base,
      name: "assemble over an older draft",
      count: rounds(60),
      next: ["validate", "_drafts/x"],
    });
  });
});

/** A log as WEPPcloud writes it: posts to a run, each with its answer. */
function requests(count: number): string {
  const at = (second: number) => new Date(Date.UTC(2026, 2, 2, 8, 0, second)).toISOString();
  return Array.from({ length: count }, (_, index) => {
    const common = {
      id: `e${index}`,
      sessionId: "s",
      endpoint: `/weppcloud/runs/ample-otter/cfg/tasks/setname/`,
      method: "POST",
    };
    const request = {
      ...common,
      stage: "request",
      timestamp: at(index),
      requestMeta: {
        hasBody: true,
        bodyType: "json",
        bodyPreview: JSON.stringify({ name: `name ${index}` }),
      },
    };
    const response = { ...common, stage: "response", timestamp: at(index), status: 200, ok: true };
    return `${JSON.stringify(request)}\n${JSON.stringify(response)}\n`;
  }).join("");
}

async function killRounds(work: Rounds): Promise<void> {
  const { root, env, words, folders, count } = work;
  const profiles = join(root, "profiles");
  const kept = await mkdtemp(join(root, "kept-"));
  const save = async (from: string, to: string) => {
    for (const folder of folders) {
      await rm(join(to, folder), { recursive: true, force: true });
      if (await exists(join(from, folder))) {
        await mkdir(dirname(join(to, folder)), { recursive: true });
        await cp(join(from, folder), join(to, folder), { recursive: true });
      }
    }
  };
  await save(profiles, kept);
  const before = await fingerprint(profiles, folders);
  const began = performance.now();
  const first = spawnSync(PROFILE, words, { env, encoding: "utf8" });
  assert.equal(first.status, 0, first.stderr);
  const length = performance.now() - began;
  const after = await fingerprint(profiles, folders);
  assert.notEqual(after, before, "the command changes nothing: nothing would be tested");
  const seen = { old: 0, new: 0, repaired: 0 };
  for (let round = 0; round < count; round++) {
    await save(kept, profiles);
    await killed(words, env, Math.random() * length * 1.1);
    const begun = (await readdir(profiles)).concat(await readdir(join(profiles, "_drafts")))
      .some((name) => /^\.profile-journal-.*\.json$/.test(name));
    const next = spawnSync(PROFILE, work.next, { env, encoding: "utf8" });
    const said = `${next.stdout}${next.stderr}`;
    assert.equal(next.status, 0, `round ${round}: ${said}`);
    if (begun) {
      seen.repaired++;
      assert.match(said, /Finished the interrupted/, `round ${round}`);
    }
    const now = await fingerprint(profiles, folders);
    assert.ok(
      now === after || (now === before && work.ends !== "new"),
      `round ${round}: ${await halfOf(work)}`,
    );
    seen[now === before ? "old" : "new"]++;
    if (await exists(join(profiles, "us-small"))) await checkManifest(join(profiles, "us-small"));
    await checkLeft(profiles);
  }
  await save(kept, profiles);
  console.log(
    `${work.name}: ${count} kills, ${seen.old} old, ${seen.new} new, ${seen.repaired} repaired by the next command`,
  );
  await rm(kept, { recursive: true });
}

async function halfOf({ root, folders }: Rounds): Promise<string> {
  const lists: string[] = [];
  for (const folder of folders) lists.push(...await walkFiles(join(root, "profiles", folder)));
  return `neither the old nor the new: ${lists.join(" ")}`;
}

/** Nothing of a journal or a lock stays; the folder of a draft that was being built stays for a while. */
async function checkLeft(profiles: string): Promise<void> {
  assert.deepEqual((await readdir(profiles)).filter((name) => name.startsWith(".profile-")), []);
  for (const name of await readdir(join(profiles, "_drafts"))) {
    assert.ok(!name.startsWith(".profile-journal-"), name);
    if (!name.startsWith(".")) continue;
    const { mtimeMs } = await stat(join(profiles, "_drafts", name));
    assert.ok(Date.now() - mtimeMs < LEFT_BEHIND, `${name} lies about`);
  }
}

function killed(words: string[], env: Env, after: number): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(PROFILE, words, { env, stdio: "ignore" });
    const timer = setTimeout(() => child.kill("SIGKILL"), after);
    child.on("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** One hash over folders, without what names the time. */
async function fingerprint(profiles: string, folders: readonly string[]): Promise<string> {
  const parts: string[] = [];
  for (const folder of folders) {
    for (const path of await walkFiles(join(profiles, folder))) {
      const text = await readFile(join(profiles, folder, path), "latin1");
      const dated = path === "ledger.jsonl" || path.endsWith(".json");
      parts.push(`${folder}/${path}`, dated ? undated(text) : sha256(text));
    }
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

async function withRoot(use: (root: string, env: Env) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "soak-"));
  try {
    await mkdir(join(root, "profiles", "_drafts"), { recursive: true });
    await cp(join(REPO, "profiles", "us-small"), join(root, "profiles", "us-small"), { recursive: true });
    await use(root, { ...process.env, ...PSEUDONYM_KEY, PROFILE_DATA_ROOT: root, PROFILE_WHO: "soak" });
  } finally {
    await rename(root, `${root}.gone`);
    await rm(`${root}.gone`, { recursive: true, force: true });
  }
}
