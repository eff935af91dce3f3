import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { sharedData } from "../../tests/shared_data.ts";
import { walkFiles } from "../files/walk.ts";
import { generationOfLog } from "./generation.ts";
import { openSource } from "./sources/mod.ts";
import { summarise } from "./summary.ts";

/** One row of COUNTS.md, cell by cell as written there. */
async function rowOf(log: string): Promise<string[]> {
  const summary = await summarise(log);
  const { request, response, error, other } = summary.stages;
  return [
    String(summary.lines),
    String(summary.events),
    summary.problems.map((problem) => `${problem.line} @ ${problem.offset}`).join(", ") || "-",
    `${request} / ${response} / ${error} / ${other}`,
    `${summary.categories["http_request"] ?? 0} / ${summary.categories["file_upload"] ?? 0}`,
    String(summary.pairs),
    String(summary.requests_without_end),
    String(summary.ends_without_request),
  ];
}

test("summarise() finds in every recording what was counted apart from it", async () => {
  const folder = sharedData();
  if (folder === undefined) return;
  const rows = (await readFile(join(folder, "COUNTS.md"), "utf8")).split("\n")
    .filter((row) => /^\| v\d/.test(row)).map((row) =>
      row.split("|").slice(1, -1).map((cell) => cell.trim())
    );
  assert.ok(rows.length >= 21);
  for (const [recording = "", run = "", ...counts] of rows) {
    assert.deepEqual(await rowOf(await logOf(join(folder, recording), run)), counts, `${recording} ${run}`);
  }
});

async function logOf(recording: string, run: string): Promise<string> {
  for (const prefix of await readdir(join(recording, "runs"))) {
    for (const name of await readdir(join(recording, "runs", prefix))) {
      const folder = join(recording, "runs", prefix, name);
      if (name === run) return (await openSource(folder)).log;
      const child = join(folder, "_pups", "omni", "scenarios", run);
      if ((await readdir(folder)).includes("_pups")) {
        const found = await openSource(child).catch(() => undefined);
        if (found !== undefined) return found.log;
      }
    }
  }
  throw new Error(`no run ${run} in ${recording}`);
}

test("summarise() tells the generations apart", async () => {
  const folder = sharedData();
  if (folder === undefined) return;
  for (
    const file of (await walkFiles(folder)).filter((name) => /^v[^/]+\/us-small\/runs\/.*\.jsonl$/.test(name))
  ) {
    const { generation } = await summarise(join(folder, file));
    const expected = file.startsWith("v1") ? "V1" : file.startsWith("v2") ? "V2" : "V3+";
    assert.equal(generation, expected, file);
  }
  const draft = join(folder, "v5/sbs-reupload/data/profiles/_drafts/jaunty-ravine/stream");
  assert.equal((await summarise((await openSource(draft)).log)).generation, "V5");
});

test("generationOfLog() of nothing is not known", () => {
  assert.equal(generationOfLog(new Set()), undefined);
});
