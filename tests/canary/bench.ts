/** What the canary tests share: a data root, the binary, the search for leaks, and the way of a draft to its play. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { unzip } from "../../lib/zip/read.ts";
import { walkFiles } from "../../lib/files/walk.ts";
import { writtenForms } from "../planted.ts";
import { PSEUDONYM_KEY } from "../pseudonym_key.ts";
import { LITERALS } from "./canaries.ts";
import { givenSecrets } from "./given_secrets.ts";
import type { Sent } from "./recording.ts";

const PROFILE = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "bin", "profile");
const FORMS = [...new Set(LITERALS.flatMap(writtenForms))];

export interface Bench {
  /** Data root; the recording and the secrets lie beside it. */
  root: string;
  run: string;
  secrets: string;
  printed: string;
}

/** Runs the binary; what it printed is looked through, too. */
export async function profile(bench: Bench, ...words: string[]) {
  const env = { PATH: process.env["PATH"] ?? "", PROFILE_DATA_ROOT: bench.root, ...PSEUDONYM_KEY };
  const child = spawn(PROFILE, words, { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (block) => output += String(block));
  child.stderr.on("data", (block) => output += String(block));
  const code = await new Promise<number>((resolve) => child.on("close", (status) => resolve(status ?? 1)));
  bench.printed += output;
  return { code, output };
}

/** @param record makes the recording below a folder; gives what `assemble` takes */
export async function withBench(
  record: (folder: string) => Promise<string>,
  use: (bench: Bench) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "canary-"));
  try {
    const root = join(folder, "data");
    await mkdir(join(root, "profiles"), { recursive: true });
    const run = await record(join(folder, "recorded"));
    await use({ root, run, secrets: join(folder, "secrets.env"), printed: "" });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Places where a canary is left, in a recording of ours, too. The sandbox is the server's: it holds what was sent to it. */
export async function leaks(bench: Bench, recording?: string): Promise<string[]> {
  const found: string[] = [];
  const search = (text: string, where: string) => {
    const lower = text.toLowerCase();
    for (const form of FORMS) {
      if (text.includes(form) || lower.includes(form.toLowerCase())) found.push(`${where}: ${form}`);
    }
  };
  search(bench.printed, "output");
  const files = (await walkFiles(bench.root)).filter((file) => !file.startsWith("playback/runs/"));
  assert.ok(files.length > 5, "hardly anything was written");
  for (const file of files) {
    const bytes = await readFile(join(bench.root, file));
    search(`${file}\n${bytes.toString("latin1")}`, file);
    if (!file.endsWith(".zip")) continue;
    for (const { path, data } of unzip(bytes, file, { files: 1000, bytes: 1e9 })) {
      search(`${path}\n${Buffer.from(data).toString("latin1")}`, `${file}: ${path}`);
    }
  }
  for (const file of recording === undefined ? [] : await walkFiles(recording)) {
    search(file + "\n" + await readFile(join(recording ?? "", file), "latin1"), file);
  }
  return found;
}

/**
 * Promotes the draft `c`, and plays it with the secrets that were sent.
 *
 * @param sent what its steps were recorded from
 */
export async function promoteAndPlay(bench: Bench, sent: readonly Sent[]): Promise<void> {
  const promoted = await profile(bench, "promote", "_drafts/c", "c", "--verbose");
  assert.equal(promoted.code, 0, promoted.output);
  assert.match(promoted.output, /suspect/);

  const without = await profile(bench, "play", "c", "--embedded");
  assert.equal(without.code, 3, without.output);
  assert.match(without.output, /The profile needs \d+ secrets that are not given: .*(?:MAIL|NOTIFY) \(/);

  const yaml = join(bench.root, "profiles/c/profile.yaml");
  const given = await givenSecrets(yaml, sent);
  const lines = Object.entries(given).map(([name, value]) => `${name}=${quoted(value)}`);
  await writeFile(bench.secrets, lines.join("\n") + "\n", { mode: 0o600 });
  for (const extra of [["--verbose"], ["--json"]]) {
    const played = await profile(
      bench,
      "play",
      "c",
      "--embedded",
      "--secrets-file",
      bench.secrets,
      ...extra,
    );
    assert.equal(played.code, 4, played.output);
    assert.match(played.output, extra[0] === "--json" ? /"failed": 0/ : /steps {5}(\d+) of \1 passed/);
  }
  const results = await readdir(join(bench.root, "profiles/results/c"));
  assert.ok(results.length >= 2, "no result folder");
}

function quoted(value: string): string {
  return value.includes('"') ? `'${value}'` : `"${value}"`;
}
