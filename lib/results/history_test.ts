import assert from "node:assert/strict";
import { test } from "node:test";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { testReport } from "../model/test_report.ts";
import { type PastResult, pastResults, resultsSince } from "./history.ts";

const SOURCE = "profiles/us-small/profile.yaml";
const NAMES = ["20261120T080000.000Z", "20261121T080000.000Z", "20261122T080000.000Z"];
const report = JSON.stringify(testReport());

async function withResults(
  use: (results: () => AsyncGenerator<PastResult>, faults: string[]) => Promise<void>,
) {
  await withFolder(async (root) => {
    const below = (name: string) => `profiles/results/us-small/${name}/report.json`;
    await writeFiles(root, Object.fromEntries(NAMES.map((name) => [below(name), report])));
    const draft = testReport({
      source: { file: "profiles/_drafts/x/profile.yaml", steps_sha256: "", overlay: null },
    });
    await writeFiles(root, {
      [below("20261122T090000.000Z")]: JSON.stringify(draft),
      [below("20261122T100000.000Z")]: "{ damaged",
      "profiles/results/us-small/20261122T110000.000Z/play.log": "killed",
      [below("notes")]: report,
    });
    const faults: string[] = [];
    await use(() => pastResults(root, "us-small", SOURCE, (words) => faults.push(words)), faults);
  });
}

test("pastResults() gives the results of one profile, newest first, and says what it cannot read", async () => {
  await withResults(async (results, faults) => {
    const names = [];
    for await (const { name } of results()) names.push(name);
    assert.deepEqual(names, NAMES.toReversed());
    assert.equal(faults.length, 1);
    assert.match(faults[0] ?? "", /20261122T100000.000Z.*damaged/);
  });
});

test("resultsSince() takes the one before, or the newest that is not after a time", async () => {
  await withResults(async (results) => {
    const before = async (since: string) => (await resultsSince(results(), since)).before.name;
    assert.equal(await before("last"), NAMES[1]);
    assert.equal(await before("2026-11-20"), NAMES[0]);
    assert.equal(await before("20261120T080000.000Z"), NAMES[0]);
    assert.equal(await before("2026-11-21T09:00"), NAMES[1]);
    assert.equal(await before("2026"), NAMES[1]);
    await assert.rejects(
      before("2026-11-19"),
      /no result .* at or before "2026-11-19"; the oldest is of 20261120/,
    );
    await assert.rejects(before("yesterday"), /neither "last" nor a time/);
  });
});
