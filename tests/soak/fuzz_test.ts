/** Damaged input of every reader: an error with a place, or a result; never a crash, never a hang. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { ProfileError } from "../../lib/errors.ts";
import { pairEvents } from "../../lib/events/pair.ts";
import { readEvents } from "../../lib/events/read_events.ts";
import { loadProfile } from "../../lib/profiles/load.ts";
import { rounds } from "./counts.ts";
import { damage } from "./damage.ts";
import { MEMORY } from "./memory_folder.ts";

const REPO = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

test("a damaged profile.yaml is refused with a place, or still valid", async () => {
  const folder = await mkdtemp(join(MEMORY, "fuzz-"));
  const original = await readFile(join(REPO, "profiles/us-small/profile.yaml"));
  const file = join(folder, "p.yaml");
  try {
    for (let seed = 1; seed <= rounds(3000); seed++) {
      await writeFile(file, damage(original, seed));
      try {
        await loadProfile(file, folder, folder);
      } catch (error) {
        assert.ok(error instanceof ProfileError, `seed ${seed}: ${error}`);
        assert.equal(error.verdict, "usage", `seed ${seed}`);
        assert.ok(error.position?.line !== undefined, `seed ${seed}: no place: ${error.message}`);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a damaged audit log is read to its end, with every problem placed", async () => {
  const folder = await mkdtemp(join(MEMORY, "fuzz-"));
  const original = (await readFile(join(REPO, "profiles/us-small/events.jsonl"))).subarray(0, 40_000);
  const file = join(folder, "log.jsonl");
  try {
    for (let seed = 1; seed <= rounds(2000); seed++) {
      const bytes = damage(original, seed);
      await writeFile(file, bytes);
      let lines = 0;
      for await (const item of readEvents(file)) {
        lines++;
        const at = item.kind === "event" ? item.at : item.problem;
        assert.equal(at.line, lines, `seed ${seed}`);
        assert.ok(at.offset >= 0 && at.offset < Math.max(1, bytes.length), `seed ${seed}`);
      }
      for await (const item of pairEvents(readEvents(file))) assert.ok(item.kind.length > 0);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
