import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder, writeFiles } from "../../files/test_folder.ts";
import { findKept, findUnfinished, hasUnfinished } from "./continuation.ts";
import type { Begin, JournalLine } from "./format.ts";
import { BEGIN, SANDBOX } from "./testing/lines.ts";

const SENT: JournalLine = { kind: "sending", at: 0 };
const PASSED: JournalLine = { kind: "end", verdict: "passed" };
const beginAfter = (goes_on: string): Begin => ({ ...BEGIN, goes_on });

/** Results in the order of time; resolves to the name of the one that is found. */
async function found(results: Record<string, JournalLine[]>): Promise<string> {
  return await withFolder(async (dataRoot) => {
    const folder = join(dataRoot, "profiles", "results", "mill");
    await writeFiles(
      folder,
      Object.fromEntries(
        Object.entries(results).map(([name, lines]) => [
          `${name}/journal.jsonl`,
          lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
        ]),
      ),
    );
    const who = { dataRoot, slug: "mill", key: "mill", name: "mill" };
    const record = await findUnfinished(who).catch((error: Error) => error);
    assert.equal(await hasUnfinished(who), !(record instanceof Error));
    return record instanceof Error ? record.message : record.dir.slice(folder.length + 1);
  });
}

test("findUnfinished() goes on with a play until another one took it over as a whole", async () => {
  const killed = [BEGIN, SANDBOX, SENT];
  assert.equal(await found({ "1": killed }), "1");
  assert.equal(await found({ "1": killed, "2": [beginAfter("1")] }), "1", "killed before it took over");
  assert.equal(await found({ "1": killed, "2": [beginAfter("1"), SENT] }), "1", "killed while it took over");
  const ended: JournalLine = { kind: "end", verdict: "unavailable" };
  assert.equal(await found({ "1": killed, "2": [beginAfter("1"), ended] }), "1", "no server to go on with");
  const taken = [beginAfter("1"), SENT, SANDBOX];
  assert.equal(await found({ "1": killed, "2": taken }), "2");
  const told: JournalLine = { kind: "continued", by: "/results/mill/2" };
  assert.equal(await found({ "1": [...killed, told], "2": taken }), "2");
});

test("findUnfinished() never goes back behind a play that took over, though its mark is missing", async () => {
  const killed = [BEGIN, SANDBOX, SENT];
  const chain = { "1": killed, "2": [beginAfter("1"), SENT, SANDBOX] };
  const words = "No play of mill was cut short: the last one ended passed";
  assert.equal(await found({ ...chain, "3": [beginAfter("2"), SENT, SANDBOX, PASSED] }), words);
});

test("findKept() takes the play whose sandbox is there, not one that was to go on with it", async () => {
  await withFolder(async (dataRoot) => {
    const runRoot = join(dataRoot, "runs");
    const dir = join(runRoot, "d72953ad9ad44613888f7d2c62e02295");
    const lines = (...all: JournalLine[]) => all.map((line) => `${JSON.stringify(line)}\n`).join("");
    const differs: JournalLine = { kind: "end", verdict: "differences" };
    await writeFiles(dataRoot, {
      "profiles/results/mill/1/journal.jsonl": lines(BEGIN, { ...SANDBOX, dir }, differs),
      "profiles/results/mill/2/journal.jsonl": lines(beginAfter("1")),
    });
    const who = { dataRoot, slug: "mill", key: "mill", name: "mill" };
    assert.equal(await findKept(who, runRoot), undefined, "its sandbox is gone");
    await writeFiles(dir, { "active_config.txt": "disturbed9002" });
    const kept = await findKept(who, runRoot);
    assert.equal(kept?.dir, join(dataRoot, "profiles/results/mill/1"));
  });
});
