import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { sha256 } from "../files/hash.ts";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { listDrafts, type ListedDraft, readinessWords } from "./readiness.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const READY = `version: 1
metadata: { slug: a, recorded: { run_id: ample-otter, source: proxy } }
steps:
  - id: set-outlet
    action: http_post
    path: /rq-engine/api/runs/{{run_id}}/{{config}}/set-outlet
    json: { latitude: 46.1, longitude: -116.2 }
`;
const HOLES = READY.replace("46.1", '!hole "withheld"')
  .replace("-116.2", "!suggested { value: -116, from: watershed.nodb, hole: withheld }");

function status(profile: string, more: object = {}): string {
  return JSON.stringify({
    version: 1,
    state: "ready",
    created_at: "2026-11-22T10:00:00Z",
    steps: 1,
    holes: [],
    absent: [],
    dropped: [],
    folded: [],
    left_out: 0,
    profile_sha256: sha256(profile),
    ...more,
  });
}

async function list(drafts: Record<string, string>, prepare?: (folder: string) => Promise<void>) {
  return await withFolder(async (folder) => {
    const root = join(folder, "profiles/_drafts");
    await writeFiles(root, drafts);
    await prepare?.(root);
    return await listDrafts(folder, 30 * 86_400_000, NOW);
  });
}

const words = (drafts: ListedDraft[]) =>
  drafts.map((draft) => `${draft.draft.slice(8)}: ${readinessWords(draft)}`);

test("listDrafts() says what each draft lacks as it is now, and whether somebody worked on it", async () => {
  const reviewed = `${READY}# decided\n`;
  const found = await list({
    "a/profile.yaml": READY,
    "a/status.json": status(READY, { candidates: 7 }),
    "b/profile.yaml": HOLES,
    "b/status.json": status(HOLES),
    "c/profile.yaml": `${READY}# mine\n`,
    "c/status.json": status(READY),
    "d/profile.yaml": reviewed,
    "d/status.json": status(READY, { reviewed_sha256: sha256(reviewed) }),
    "e/profile.yaml": `${reviewed}# and mine\n`,
    "e/status.json": status(READY, { reviewed_sha256: sha256(reviewed) }),
    "f/profile.yaml": HOLES,
    "f/status.json": status(HOLES, { state: "absent", absent: ["no run-wepp"] }),
  });
  assert.deepEqual(words(found), [
    "a: ready",
    "b: 2 holes (1 suggested)",
    "c: ready, edited",
    "d: ready, reviewed",
    "e: ready, reviewed, edited since",
    "f: 1 absent change, 2 holes (1 suggested)",
  ]);
  const [first] = found;
  assert.deepEqual(
    [first?.steps, first?.run_id, first?.source, first?.candidates, first?.age_ms, first?.expires_at],
    [1, "ample-otter", "proxy", 7, 7_200_000, "2026-12-22T10:00:00.000Z"],
  );
  assert.ok((first?.size ?? 0) > READY.length);
});

test("listDrafts() names what is damaged with its place, and what is no draft", async () => {
  const found = await list({
    "a/profile.yaml": `${READY}steps: []\n`,
    "a/status.json": status(READY),
    "b/profile.yaml": READY,
    "b/status.json": "{",
    "c/status.json": status(READY),
    "d/other.txt": "x",
  }, (root) => symlink("/nowhere", join(root, "e")));
  assert.deepEqual(words(found), ["a: damaged", "b: damaged", "c: damaged", "d: no draft", "e: no draft"]);
  assert.match(found[0]?.fault ?? "", /^profile\.yaml:8:1: .*unique/);
  assert.match(found[1]?.fault ?? "", /status\.json/);
  assert.match(found[2]?.fault ?? "", /profile\.yaml is missing/);
  assert.match(found[4]?.kept ?? "", /symbolic link/);
});

test("listDrafts() lists each capture that WEPPcloud's own recorder left", async () => {
  const found = await list({
    "otter/stream/events.jsonl": "{}\n",
    "otter/cap-2/events.jsonl": "{}\n",
    "otter/x/y": "",
  });
  assert.deepEqual(found.map(({ draft, kind, state, size }) => [draft, kind, state, size]), [
    ["_drafts/otter/cap-2", "WEPPcloud draft", "unknown", 3],
    ["_drafts/otter/stream", "WEPPcloud draft", "unknown", 3],
  ]);
  assert.equal(readinessWords(found[0] as ListedDraft), "WEPPcloud draft");
});
