/**
 * Canaries on the built binary: a recording full of secrets goes through tail, assemble, promote and play, and none
 * of them is found in anything that was written or printed, in any form. The recording still replays.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { walkFiles } from "../lib/files/walk.ts";
import { LITERALS } from "./canary/canaries.ts";
import { givenSecrets } from "./canary/given_secrets.ts";
import { type Form, sessionOf, writeRecording } from "./canary/recording.ts";
import { writtenForms } from "./planted.ts";
import { PSEUDONYM_KEY } from "./pseudonym_key.ts";

const PROFILE = join(dirname(fileURLToPath(import.meta.url)), "..", "bin", "profile");
const FORMS = [...new Set(LITERALS.flatMap(writtenForms))];

interface Bench {
  /** Data root; the recording and the secrets lie beside it. */
  root: string;
  run: string;
  secrets: string;
  printed: string;
}

async function profile(bench: Bench, ...words: string[]) {
  const env = { PATH: process.env["PATH"] ?? "", PROFILE_DATA_ROOT: bench.root, ...PSEUDONYM_KEY };
  const child = spawn(PROFILE, words, { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (block) => output += String(block));
  child.stderr.on("data", (block) => output += String(block));
  const code = await new Promise<number>((resolve) => child.on("close", (status) => resolve(status ?? 1)));
  bench.printed += output;
  return { code, output };
}

async function withBench(form: Form, use: (bench: Bench) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "canary-"));
  try {
    const root = join(folder, "data");
    await mkdir(join(root, "profiles"), { recursive: true });
    const run = await writeRecording(join(folder, "recorded"), form);
    await use({ root, run, secrets: join(folder, "secrets.env"), printed: "" });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Places where a canary is left. The sandbox is the server's: it holds what was sent to it. */
async function leaks(bench: Bench): Promise<string[]> {
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
  for (const file of files) search(file + "\n" + await readFile(join(bench.root, file), "latin1"), file);
  return found;
}

for (const form of ["own", "v2", "v3-bodies"] as const) {
  test(`no canary of a recording (${form}) is written or printed, and it replays with its secrets`, async () => {
    await withBench(form, async (bench) => {
      for (const json of [[], ["--json"]]) {
        const tailed = await profile(bench, "record", "tail", "--no-follow", bench.run, ...json);
        assert.equal(tailed.code, 0, tailed.output);
      }
      const assembled = await profile(bench, "assemble", bench.run, "--name", "c", "--holes", "drop");
      assert.equal(assembled.code, 0, assembled.output);
      assert.deepEqual(await leaks(bench), []);
      const promoted = await profile(bench, "promote", "_drafts/c", "c", "--verbose");
      assert.equal(promoted.code, 0, promoted.output);
      assert.match(promoted.output, /suspect/);

      const without = await profile(bench, "play", "c", "--embedded");
      assert.equal(without.code, 3, without.output);
      assert.match(without.output, /The profile needs \d+ secrets that are not given: .*MAIL \(/);

      const yaml = join(bench.root, "profiles/c/profile.yaml");
      const given = await givenSecrets(yaml, sessionOf(form).filter(({ failed }) => failed === undefined));
      const lines = Object.entries(given).map(([name, value]) => `${name}=${quoted(value)}`);
      await writeFile(bench.secrets, lines.join("\n") + "\n");
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
      assert.deepEqual(await leaks(bench), []);
    });
  });
}

function quoted(value: string): string {
  return value.includes('"') ? `'${value}'` : `"${value}"`;
}
