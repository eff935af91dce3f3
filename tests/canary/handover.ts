/** The commands around a draft that its canaries must not leak from: review, export, import, candidates, archive. */
import assert from "node:assert/strict";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { walkFiles } from "../../lib/files/walk.ts";
import { type Bench, profile } from "./bench.ts";
import { CANARIES as C } from "./canaries.ts";

/** What a reviewer types that nobody should read later. */
const REASON = ["--reason", `${C.email} asked, token=${C.tokenInName}`, "--who", C.email];

/** Runs a command that must end with a code; what it prints is looked through with all else. */
async function ends(bench: Bench, code: number, ...words: string[]): Promise<string> {
  const { code: found, output } = await profile(bench, ...words);
  assert.equal(found, code, `${words.join(" ")}\n${output}`);
  return output;
}

/** Shows the draft `c` in full and packs it. */
export async function lookAndPack(bench: Bench): Promise<string> {
  for (const words of [["--verbose"], ["--json"], ["2"]]) {
    await ends(bench, 0, "review", "c", ...words, "--no-interactive");
  }
  const zip = join(bench.root, "c.zip");
  await ends(bench, 0, "review", "c", "--export", zip);
  assert.equal((await stat(zip)).mode & 0o777, 0o600);
  return zip;
}

/**
 * Reviews the draft `c` in every way, hands a copy of it over, and assembles it against others.
 *
 * @param recording what `assemble` takes
 */
export async function reviewAndHandOver(bench: Bench, recording: string): Promise<void> {
  const zip = await lookAndPack(bench);
  await ends(bench, 0, "review", "--import", zip, "--name", "d", ...REASON);
  await ends(bench, 0, "review", "d", "--title", `Basin of ${C.email}`, "--tag", C.emailInText, ...REASON);
  await ends(bench, 0, "review", "d", "--notes", `password=${C.password}, key ${C.jwt}`, ...REASON);
  await ends(bench, 0, "review", "d", "--optional", "1", ...REASON);
  const yaml = await readFile(join(bench.root, "profiles/_drafts/d/profile.yaml"), "utf8");
  const step = /^ {2}- id: (\S+)$/m.exec(yaml)?.[1];
  await ends(bench, 5, "review", "d", "--set", `${step}.query.more=${C.email}`);
  await ends(bench, 5, "review", "d", "--set", `${step}.query.more=Bearer ${C.bearer}`);
  await ends(bench, 0, "assemble", recording, "--name", "e", "--errors", "keep");
  await ends(bench, 0, "assemble", recording, "--name", "f", "--against", "_drafts/d", "--json");
  await ends(bench, 0, "assemble", recording, "--name", "g", "--against", recording);
  for (const words of [["--drafts"], ["--drafts", "--format", "json"]]) {
    await ends(bench, 0, "list", ...words);
  }
  await assertClosed(bench);
}

/**
 * Makes a profile with a snapshot of a run, archives it and brings it back.
 *
 * @param run a run directory
 */
export async function snapshotAndArchive(bench: Bench, run: string): Promise<void> {
  await ends(bench, 0, "promote", "_drafts/d", "d", "--with-run", run, "--verbose");
  const kept = (await walkFiles(join(bench.root, "profiles/d/run"))).join();
  assert.match(kept, /disturbed9002\.cfg/);
  await ends(bench, 2, "archive", "d");
  await ends(bench, 0, "archive", "d", "--reason", `${C.email} has the password: ${C.password}`);
  for (const words of [[], ["--format", "json"]]) await ends(bench, 0, "list", "--archived", ...words);
  await ends(bench, 0, "archive", "d", "--restore", "--reason", `token=${C.tokenInName}`);
}

/** Drafts and what is kept for them are their owner's alone. */
async function assertClosed({ root }: Bench): Promise<void> {
  const drafts = join(root, "profiles/_drafts");
  const names = await readdir(drafts);
  assert.ok(names.length >= 5, names.join());
  for (const path of [...names, ...await walkFiles(drafts)]) {
    assert.equal((await stat(join(drafts, path))).mode & 0o077, 0, `${path} is open to others`);
  }
}
