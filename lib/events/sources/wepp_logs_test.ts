import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder, writeFiles } from "../../files/test_folder.ts";
import { betterLog, type ChosenLog } from "./wepp_logs.ts";

const line = (id: string, more: object = {}) => JSON.stringify({ stage: "request", id, ...more }) + "\n";

async function chosen(own: string, run: string | undefined): Promise<ChosenLog & { name: string }> {
  return await withFolder(async (folder) => {
    await writeFiles(folder, { own, ...(run === undefined ? {} : { run }) });
    const found = await betterLog(join(folder, "own"), run === undefined ? undefined : join(folder, "run"));
    return { ...found, name: found.log.slice(folder.length + 1) };
  });
}

test("betterLog() takes the run's log when it holds all of the draft's and more", async () => {
  const whole = line("a") + line("b") + line("c");
  const { name, why } = await chosen(line("a") + '{"id":"b", torn\n' + line("c"), whole);
  assert.deepEqual([name, why], ["run", "capture/events.jsonl lacks 1 event of it and has 1 damaged line"]);
  assert.equal((await chosen("", whole)).name, "run");
});

test("betterLog() stays with the draft's log, which is what was promoted, in any other case", async () => {
  const both = line("a") + line("b");
  for (const run of [undefined, both, line("a"), "", "broken\n"]) {
    const { name, why, warning } = await chosen(both, run);
    assert.deepEqual([name, why, warning], ["own", undefined, undefined], String(run));
  }
  const { name, warning } = await chosen(both, line("b") + line("c"));
  assert.equal(name, "own");
  assert.match(
    warning ?? "",
    /holds 1 event that capture\/events\.jsonl lacks, and lacks others; it was not read/,
  );
});

test("betterLog() does not count events of other captures, and names those captures", async () => {
  const other = line("x", { captureId: "other" });
  assert.equal((await chosen(line("a"), line("a") + other)).name, "own");
  const { name, otherCaptures } = await chosen(line("a"), line("a") + line("b") + other);
  assert.deepEqual([name, [...otherCaptures]], ["run", ["other"]]);
});

test("betterLog() remembers which uploads the draft's log marks", async () => {
  const marked = line("u", { stage: "response", _sbs_seed_version: 1 });
  const plain = line("u", { stage: "response" });
  const { name, marked: ids } = await chosen(marked, plain + line("more"));
  assert.deepEqual([name, [...ids]], ["run", ["u"]]);
});
