/** `kill -9` of `record prune` while it compresses: the log reads the same at every moment, and the next run ends it. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { sha256 } from "../../lib/files/hash.ts";
import { readLines } from "../../lib/events/line_reader.ts";
import { rounds } from "./counts.ts";

const PROFILE = join(fileURLToPath(new URL("../..", import.meta.url)), "bin", "profile");
const NAME = "profile.events.jsonl";

function lines(count: number, name: string): string {
  return Array.from(
    { length: count },
    (_, index) =>
      JSON.stringify({ stage: "request", id: `${name}-${index}`, x: sha256(`${name}${index}`) }) + "\n",
  ).join("");
}

async function contentOf(log: string): Promise<string> {
  let text = "";
  for await (const line of readLines(log)) {
    assert.equal(line.damage, undefined);
    text += new TextDecoder().decode(line.bytes) + "\n";
  }
  return sha256(text);
}

test("record prune killed at any moment loses nothing and doubles nothing", async () => {
  const root = await mkdtemp(join(tmpdir(), "soak-prune-"));
  try {
    const [kept, run] = [join(root, "kept"), join(root, "runs", "run")];
    await mkdir(join(kept, "_logs"), { recursive: true });
    const log = join(run, "_logs", NAME);
    const [older, newer] = [lines(2000, "a"), lines(60_000, "b")];
    await writeFile(join(kept, "_logs", `${NAME}.gz`), gzipSync(older));
    await writeFile(join(kept, "_logs", NAME), newer);
    const fresh = async () => {
      await rm(run, { recursive: true, force: true });
      await cp(kept, run, { recursive: true });
      for (const name of await readdir(join(run, "_logs"))) await utimes(join(run, "_logs", name), 1e9, 1e9);
    };
    const words = ["record", "prune", join(root, "runs"), "--quiet"];
    const options = { cwd: root, env: { ...process.env, PROFILE_DATA_ROOT: undefined } };
    await fresh();
    const expected = await contentOf(log);
    assert.equal(expected, sha256(older + newer));
    const began = performance.now();
    assert.equal(spawnSync(PROFILE, words, options).status, 0);
    const length = performance.now() - began;
    const count = rounds(100);
    const seen: Record<string, number> = {};
    for (let round = 0; round < count; round++) {
      await fresh();
      await new Promise<void>((done) => {
        const child = spawn(PROFILE, words, { ...options, stdio: "ignore" });
        const timer = setTimeout(() => child.kill("SIGKILL"), Math.random() * length * 1.1);
        child.on("close", () => {
          clearTimeout(timer);
          done();
        });
      });
      const left = (await readdir(join(run, "_logs"))).map((name) => name.replace(NAME, "")).sort().join(" ");
      seen[left] = (seen[left] ?? 0) + 1;
      assert.equal(await contentOf(log), expected, `round ${round}: ${left}`);
      assert.equal(spawnSync(PROFILE, words, options).status, 0);
      assert.equal(await contentOf(log), expected, `round ${round}, finished`);
      const names = await readdir(join(run, "_logs"));
      assert.ok(names.includes(`${NAME}.2.gz`) && !names.includes(NAME), names.join(" "));
    }
    console.log(`record prune: ${count} kills, left behind: ${JSON.stringify(seen)}`);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
