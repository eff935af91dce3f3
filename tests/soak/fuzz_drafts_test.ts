/** Drafts whose files are damaged or made to harm: reviewed, listed, packed and read; an error with a place or a result. */
import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { readCandidates } from "../../lib/baseline/candidates.ts";
import { readDraftCheckpoint } from "../../lib/drafts/checkpoint.ts";
import { listDrafts } from "../../lib/drafts/readiness.ts";
import { ProfileError } from "../../lib/errors.ts";
import { withFolder } from "../../lib/files/test_folder.ts";
import { walkFiles } from "../../lib/files/walk.ts";
import { attribute, readNodb } from "../../lib/nodb/read.ts";
import { jobsOfRun } from "../../lib/nodb/redisprep.ts";
import { createRedactor } from "../../lib/redact/redactor.ts";
import { importDraft } from "../../lib/review/import.ts";
import { openDraft } from "../../lib/review/open.ts";
import { zip } from "../../lib/zip/write.ts";
import { rounds } from "./counts.ts";
import { damage, random } from "./damage.ts";

const PROFILE = "version: 1\nmetadata: { slug: a }\nsteps:\n  - { id: a, action: http_get, path: /x }\n";
const bytes = (text: string) => new TextEncoder().encode(text);

const GOOD: Record<string, Uint8Array> = {
  "status.json": bytes(JSON.stringify({
    version: 1,
    state: "ready",
    steps: 1,
    holes: [{ step: "a", field: "json.x", reason: "withheld" }],
    absent: [],
    dropped: [],
    folded: [],
    left_out: 0,
    profile_sha256: "x",
  })),
  "checkpoint": bytes(JSON.stringify({ version: 1, assembled_at: "", steps: [{ id: "a", sha256: "b" }] })),
  "ledger.jsonl": bytes(
    '{"version":1,"at":"2026-01-01T00:00:00Z","by":"assemble","decision":"step","subject":"a","reason":"b"}\n',
  ),
  "baseline_candidates.json": bytes(JSON.stringify({
    version: 1,
    basis: "x",
    candidates: [{
      target: "wepp/output/a.txt",
      method: "exists",
      rank: "other",
      telling: true,
      files: 1,
      size: 1,
      evidence: [],
    }],
    left_out: [],
    unreadable: [],
  })),
};
const ODD = [
  "",
  "null",
  "[]",
  "\0".repeat(50),
  "[".repeat(20_000),
  '{"a":'.repeat(5_000),
  '{"__proto__":{"version":1}}',
  '{"version":1,"candidates":[{"target":"../../../etc/passwd"}]}',
  '{"version":1e999}',
];

function isPlaced(error: unknown, seed: number): void {
  assert.ok(error instanceof ProfileError, `seed ${seed}: ${error instanceof Error ? error.stack : error}`);
  assert.ok(["usage", "refused"].includes(error.verdict), `seed ${seed}: ${error.verdict}: ${error.message}`);
  assert.ok(error.position?.file !== undefined, `seed ${seed}: no place: ${error.message}`);
}

test("drafts with files of any content are opened and listed, or refused with a place", {
  timeout: 600_000,
}, async () => {
  await withFolder(async (folder) => {
    const draft = join(folder, "profiles/_drafts/x");
    await mkdir(draft, { recursive: true });
    await writeFile(join(draft, "profile.yaml"), PROFILE);
    for (let seed = 1; seed <= rounds(1000); seed++) {
      const pick = random(seed);
      for (const [name, content] of Object.entries(GOOD)) {
        const made = seed % 2 === 0 ? bytes(ODD[pick(ODD.length)] ?? "") : damage(content, seed);
        await writeFile(join(draft, name), made);
      }
      await openDraft("x", folder, folder).catch((error: unknown) => isPlaced(error, seed));
      assert.equal((await listDrafts(folder, 1e9, 0)).length, 1, `seed ${seed}`);
      await readDraftCheckpoint(draft);
      await readCandidates(draft).catch((error: unknown) => isPlaced(error, seed));
    }
  });
});

test("archives of any content are unpacked below the drafts, or refused with a place", {
  timeout: 600_000,
}, async () => {
  const good = zip([
    { path: "a/profile.yaml", data: bytes(PROFILE) },
    ...Object.entries(GOOD).map(([name, data]) => ({ path: `a/${name}`, data })),
    { path: "a/seed/20260101T000000-aaaaaaaa/x.csv", data: bytes("1,2\n") },
  ]);
  await withFolder(async (folder) => {
    const root = join(folder, "root");
    const file = join(folder, "a.zip");
    for (let seed = 1; seed <= rounds(2000); seed++) {
      await writeFile(file, damage(good, seed));
      const context = {
        dataRoot: root,
        cwd: folder,
        who: "qa",
        now: new Date(0),
        redactor: createRedactor(),
      };
      await importDraft(file, "x", context).catch((error: unknown) => isPlaced(error, seed));
      const beside = (await walkFiles(folder)).filter((path) =>
        path !== "a.zip" && !/^root\/profiles\/(?:_drafts\/x\/|profile\.schema\.json$)/.test(path)
      );
      assert.deepEqual(beside, [], `seed ${seed}`);
      await rm(root, { recursive: true, force: true });
    }
  });
});

test("states of a run of any content are read, or say what is wrong", { timeout: 600_000 }, async () => {
  const good = bytes(
    '{"py/object":"x","py/state":{"_mode":{"py/tuple":[1]},"name":NaN,"deep":[[[{"a":1}]]]}}',
  );
  await withFolder(async (folder) => {
    for (let seed = 1; seed <= rounds(1000); seed++) {
      const pick = random(seed);
      const made = seed % 2 === 0 ? bytes(`{"py/state":${ODD[pick(ODD.length)]}}`) : damage(good, seed);
      await writeFile(join(folder, "ron.nodb"), made);
      await writeFile(join(folder, "redisprep.dump"), made);
      const read = await readNodb(folder, "ron.nodb");
      assert.ok(read !== undefined);
      if ("state" in read) attribute(read.state, "mode");
      else assert.match(read.fault, /^is |^has /);
      await jobsOfRun(folder);
    }
  });
});
