import assert from "node:assert/strict";
import { test } from "node:test";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { compareFolders, type FoldersRequest } from "./compare.ts";

async function compared(files: Record<string, string>, request: Partial<FoldersRequest> = {}) {
  let found = { words: "", leftOut: [] as string[] };
  await withFolder(async (cwd) => {
    await writeFiles(cwd, files);
    const all = { before: "before", after: "after", cwd, env: {}, ...request };
    const { verdict, comparisons, leftOut } = await compareFolders(all);
    const differ = comparisons.filter((one) => one.verdict !== "passed").map(({ target }) => target);
    found = { words: [verdict, ...differ].join(" "), leftOut: leftOut.map(({ path }) => path) };
  });
  return found;
}

test("compareFolders() compares every file of both, by what it is; empty ones, too", async () => {
  const same = {
    "before/a.csv": "id,x\n1,2\n",
    "after/a.csv": "id,x\n1,2\n",
    "before/b.txt": "",
    "after/b.txt": "",
  };
  assert.deepEqual((await compared(same)).words, "passed");
  assert.deepEqual((await compared({ ...same, "after/a.csv": "id,x\n1,3\n" })).words, "differences a.csv");
  assert.deepEqual((await compared({ ...same, "after/b.txt": "x" })).words, "differences b.txt");
  assert.deepEqual((await compared({ ...same, "after/c.json": "{}" })).words, "differences c.json");
  assert.deepEqual((await compared({ ...same, "before/c.json": "{}" })).words, "differences c.json");
});

test("compareFolders() names the files that differ in every run, and takes comparisons as a profile has them", async () => {
  const files = {
    "before/wepp.log": "a\n",
    "after/wepp.log": "b\n",
    "before/a.txt": "x\n",
    "after/a.txt": "x\n",
  };
  assert.deepEqual(await compared(files), { words: "passed", leftOut: ["wepp.log"] });
  const comparisons = [{ target: "wepp.log", method: "text_exact" }];
  assert.equal((await compared(files, { comparisons })).words, "differences wepp.log");
  assert.equal((await compared(files, { comparisons: [] })).words, "nothing-compared");
});

test("compareFolders() refuses a folder that is not there", async () => {
  await assert.rejects(compared({ "before/a": "x" }), {
    verdict: "usage",
    message: /There is no folder .*after/,
  });
});
