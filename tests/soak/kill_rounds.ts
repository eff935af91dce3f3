/** Killing a command again and again from the same start, at moments all over the time that it takes. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { sha256, sha256File } from "../../lib/files/hash.ts";
import { exists } from "../../lib/files/safe_path.ts";
import { walkFiles } from "../../lib/files/walk.ts";
import { PSEUDONYM_KEY } from "../pseudonym_key.ts";
import { rounds } from "./counts.ts";
import { MEMORY } from "./memory_folder.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const PROFILE = join(REPO, "bin", "profile");
/** Each work is done in so many data roots at once: a command leaves half of a small machine idle. */
const LANES = 2;

/** A data root, and commands in it. */
export interface Lane {
  root: string;
  run(words: readonly string[]): Promise<{ code: number | null; output: string }>;
  /** The part of a count that this lane has to do; the lanes together do all. */
  share(full: number): number;
}

/** A command that is killed, again and again from the same start. */
export interface Rounds {
  name: string;
  words: string[];
  count: number;
  /** What the command changes, by path below `profiles/`: kept, and put back before each round. */
  folders: string[];
  /** The next command. */
  next: string[];
  /** What the next command must lead to; default: the old or the new. */
  ends?: "new";
  /** What the next command says, beside that it finished what a journal holds. */
  says?: { when(): Promise<boolean>; words: RegExp };
}

/** Outcomes of all lanes by the name of the work. */
const outcomes = new Map<string, { old: number; new: number; repaired: number }>();

/** Does the work in some data roots at once, each with the shipped profile; then says how it went. */
export async function inLanes(use: (lane: Lane) => Promise<void>): Promise<void> {
  const done = await Promise.allSettled(Array.from({ length: LANES }, (_, lane) => withRoot(lane, use)));
  for (const [name, seen] of outcomes) {
    const count = seen.old + seen.new;
    console.log(
      `${name}: ${count} kills, ${seen.old} old, ${seen.new} new, ${seen.repaired} repaired by the next command`,
    );
  }
  outcomes.clear();
  for (const each of done) if (each.status === "rejected") throw each.reason;
}

async function withRoot(lane: number, use: (lane: Lane) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(MEMORY, "soak-"));
  try {
    await mkdir(join(root, "profiles", "_drafts"), { recursive: true });
    await cp(join(REPO, "profiles", "us-small"), join(root, "profiles", "us-small"), { recursive: true });
    await use({
      root,
      run: (words) => ended(words, envOf(root)),
      share: (full) => {
        const all = rounds(full);
        return Math.floor((lane + 1) * all / LANES) - Math.floor(lane * all / LANES);
      },
    });
  } finally {
    await rename(root, `${root}.gone`);
    await rm(`${root}.gone`, { recursive: true, force: true });
  }
}

/**
 * Kills the command, then runs the next one, and looks whether there is the old or the new.
 *
 * @throws AssertionError when there is anything else
 */
export async function killRounds(lane: Lane, work: Rounds): Promise<void> {
  const { words, folders, count } = work;
  const profiles = join(lane.root, "profiles");
  const kept = await mkdtemp(join(lane.root, "kept-"));
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
  const first = await lane.run(words);
  assert.equal(first.code, 0, first.output);
  let length = performance.now() - began;
  const after = await fingerprint(profiles, folders);
  assert.notEqual(after, before, "the command changes nothing: nothing would be tested");
  const seen = outcomes.get(work.name) ?? { old: 0, new: 0, repaired: 0 };
  outcomes.set(work.name, seen);
  for (let round = 0; round < count; round++) {
    await save(kept, profiles);
    // Little is written before the command has started up; each round has its own part of the rest.
    const part = (round + Math.random()) / count;
    length = await killed(lane, words, length, 0.2 + 0.9 * part);
    const begun = await hasJournal(profiles);
    const saysMore = await work.says?.when() ?? false;
    const next = await lane.run(work.next);
    assert.equal(next.code, 0, `round ${round}: ${next.output}`);
    if (begun) assert.match(next.output, /Finished the interrupted/, `round ${round}`);
    if (saysMore) assert.match(next.output, work.says?.words ?? /^/, `round ${round}`);
    if (begun || saysMore) seen.repaired++;
    const now = await fingerprint(profiles, folders);
    assert.ok(
      now === after || (now === before && work.ends !== "new"),
      `round ${round}: ${await halfOf(profiles, folders)}`,
    );
    seen[now === before ? "old" : "new"]++;
    if (await exists(join(profiles, "us-small"))) await checkManifest(join(profiles, "us-small"));
    await checkLeft(profiles, work.ends === "new" ? [] : folders);
  }
  await save(kept, profiles);
  await rm(kept, { recursive: true });
}

/** Kills the command at a part of its length; gives its length as known then: the machine is not always as fast. */
async function killed(lane: Lane, words: readonly string[], length: number, part: number): Promise<number> {
  const began = performance.now();
  const after = length * part;
  const { code } = await ended(words, envOf(lane.root), after);
  const took = performance.now() - began;
  if (code === 0) return (length + took) / 2;
  return part >= 1 ? length * 1.1 : length;
}

function envOf(root: string): NodeJS.ProcessEnv {
  return { ...process.env, ...PSEUDONYM_KEY, PROFILE_DATA_ROOT: root, PROFILE_WHO: "soak" };
}

/** Runs the binary to its end, or kills it after so many ms. */
function ended(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  after?: number,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(PROFILE, words, { env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (block) => output += String(block));
    const timer = after === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), after);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
  });
}

async function hasJournal(profiles: string): Promise<boolean> {
  const drafts = join(profiles, "_drafts");
  const folders = [profiles, drafts];
  for (const entry of await readdir(drafts, { withFileTypes: true })) {
    if (entry.isDirectory() && !entry.name.startsWith(".")) folders.push(join(drafts, entry.name));
  }
  const names = (await Promise.all(folders.map((folder) => readdir(folder)))).flat();
  return names.some((name) => /^\.profile-journal-.*\.json$/.test(name));
}

async function halfOf(profiles: string, folders: readonly string[]): Promise<string> {
  const lists: string[] = [];
  for (const folder of folders) lists.push(...await walkFiles(join(profiles, folder)));
  return `neither the old nor the new: ${lists.join(" ")}`;
}

/**
 * Nothing of a journal, a lock or a draft that was being built stays.
 *
 * @param folders below which nothing may lie either; a draft that was being built is removed by the next assemble
 */
async function checkLeft(profiles: string, folders: readonly string[]): Promise<void> {
  assert.deepEqual((await readdir(profiles)).filter((name) => name.startsWith(".profile-")), []);
  const left = (await readdir(join(profiles, "_drafts"))).filter((name) =>
    name.startsWith(".") && (folders.length === 0 || !name.includes(".new-"))
  );
  assert.deepEqual(left, []);
  for (const folder of folders) {
    const names = await walkFiles(join(profiles, folder));
    assert.deepEqual(names.filter((name) => name.includes(".profile-")), []);
  }
}

/** One hash over folders, without what names the time. */
async function fingerprint(profiles: string, folders: readonly string[]): Promise<string> {
  const parts: string[] = [];
  for (const folder of folders) {
    for (const path of await walkFiles(join(profiles, folder))) {
      const text = await readFile(join(profiles, folder, path), "latin1");
      const dated = path === "ledger.jsonl" || path === "checkpoint" || path.endsWith(".json");
      parts.push(`${folder}/${path}`, dated ? undated(text) : sha256(text));
    }
  }
  return sha256(parts.join("\n"));
}

function undated(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "");
}

/** An entry of a manifest. */
interface Kept {
  path: string;
  sha256: string;
  kept: "file" | "summary" | "hash";
  summary_sha256?: string;
}

async function checkManifest(folder: string): Promise<void> {
  const file = join(folder, "baseline", "manifest.json");
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return;
  const { files } = JSON.parse(text) as { files: Kept[] };
  const there = ["manifest.json"];
  for (const { path, kept, sha256, summary_sha256 } of files) {
    if (kept === "hash") continue;
    const name = kept === "summary" ? `${path}.summary.json` : path;
    assert.equal(
      await sha256File(join(folder, "baseline", name)),
      kept === "summary" ? summary_sha256 : sha256,
    );
    there.push(name);
  }
  assert.deepEqual(
    await walkFiles(join(folder, "baseline")),
    there.sort(),
    "what the manifest lists, and nothing else",
  );
}
