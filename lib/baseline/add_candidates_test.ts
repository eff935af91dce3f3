import assert from "node:assert/strict";
import { test } from "node:test";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { addCandidates } from "./add_candidates.ts";
import { type Candidate, CANDIDATES, chosenComparisons } from "./candidates.ts";

function candidate(target: string, more: Partial<Candidate> = {}): Candidate {
  return {
    target,
    method: "hash_exact",
    rank: "results",
    telling: true,
    files: 1,
    size: 1,
    evidence: [],
    ...more,
  };
}
const FOUND = {
  version: 1 as const,
  basis: "",
  left_out: [],
  unreadable: [],
  candidates: [
    candidate("wepp/output/loss.txt", { method: "text_exact", params: { ignore: ["^WEPP"] } }),
    candidate("wepp/output/H*.dat", { telling: false, files: 9 }),
    candidate("soils/soils.parquet", { choice: "drop" }),
    candidate("dem/dem.tif", { telling: false, choice: "take" }),
  ],
};
const PROFILE = `version: 1
# kept
metadata: { slug: a }
steps: []
comparisons:
  - target: dem/dem.tif # mine
    method: exists
`;

const targets = (choice: Parameters<typeof chosenComparisons>[1]) =>
  chosenComparisons(FOUND, choice).comparisons.map(({ target }) => target);

test("chosenComparisons() lays a reviewer's decisions over what is telling", () => {
  assert.deepEqual(targets("telling"), ["wepp/output/loss.txt", "dem/dem.tif"]);
  assert.deepEqual(targets("all"), ["wepp/output/loss.txt", "wepp/output/H*.dat", "dem/dem.tif"]);
  assert.deepEqual(targets("none"), []);
  assert.deepEqual(targets(["wepp/**", "soils/soils.parquet"]), [
    "wepp/output/loss.txt",
    "wepp/output/H*.dat",
    "soils/soils.parquet",
  ]);
  assert.deepEqual(chosenComparisons(FOUND, ["nothing/*"]).unmatched, ["nothing/*"]);
});

async function add(which: string[], found: object | null = FOUND) {
  return await withFolder(async (folder) => {
    if (found !== null) await writeFiles(folder, { [CANDIDATES]: JSON.stringify(found) });
    const files = [
      { path: "events.jsonl", size: 3 },
      { path: "ledger.jsonl", content: "{}\n", size: 3 },
      { path: "profile.yaml", content: PROFILE, size: PROFILE.length },
    ];
    return await addCandidates(files, folder, which, "2026-11-22T11:00:00Z");
  });
}

test("addCandidates() writes the chosen ones into profile.yaml and ledger, and leaves the curator's own alone", async () => {
  const { files, added } = await add(["telling"]);
  assert.deepEqual(added.map(({ target }) => target), ["wepp/output/loss.txt"]);
  const [, ledger, profile] = files;
  assert.ok(profile?.content?.startsWith(PROFILE.trimEnd()));
  assert.match(
    profile?.content ?? "",
    /target: wepp\/output\/loss\.txt\n\s+method: text_exact\n.*\n\s+ignore:\n\s+- \^WEPP/,
  );
  assert.equal(profile?.size, profile?.content?.length);
  assert.match(
    ledger?.content ?? "",
    /^\{\}\n\{.*"decision":"comparison","subject":"wepp\/output\/loss\.txt".*\}\n$/,
  );
});

test("addCandidates() takes nothing unless asked, and says when there is nothing to take", async () => {
  assert.deepEqual((await add([])).added, []);
  assert.deepEqual((await add(["none"], {})).added, []);
  await assert.rejects(() => add(["all"], null), /no baseline candidates/);
  await assert.rejects(() => add(["nothing/*"]), /No baseline candidate matches "nothing\/\*"/);
  await assert.rejects(() => add(["all"], { version: 1 }), /damaged/);
});
