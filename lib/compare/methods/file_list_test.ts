import assert from "node:assert/strict";
import { test } from "node:test";
import { compareFiles, type Files } from "../test_fixtures.ts";

const BASE: Files = { "out/a.txt": "a", "out/b.txt": "b", "out/deep/c.txt": "c" };

async function list(produced: Files, params: Record<string, unknown> = {}, baseline = BASE) {
  const [report] = await compareFiles(baseline, produced, [{
    target: "out/**",
    method: "file_list",
    params,
  }]);
  assert.ok(report);
  return [report.verdict, ...report.differences.map(({ kind, file }) => `${kind} ${file}`)];
}

test("file_list compare() looks at names both ways, and at nothing else", async () => {
  const other = { "out/a.txt": "A", "out/b.txt": "", "out/deep/c.txt": Uint8Array.of(0) };
  assert.deepEqual(await list(BASE), ["passed"]);
  assert.deepEqual(await list(other), ["passed"]);
  assert.deepEqual(await list({ "out/a.txt": "a", "out/b.txt": "b" }), ["failed", "missing out/deep/c.txt"]);
  assert.deepEqual(await list({ ...BASE, "out/d.txt": "" }), ["failed", "extra out/d.txt"]);
  const { "out/a.txt": _, ...rest } = BASE;
  assert.deepEqual(await list({ ...rest, "out/A.txt": "a" }), [
    "failed",
    "extra out/A.txt",
    "missing out/a.txt",
  ]);
  assert.deepEqual(await list({ ...BASE, "elsewhere.txt": "" }), ["passed"]);
  assert.deepEqual(await list({ ...BASE, "out/wepp.log": "" }), ["passed"]);
});

test("file_list compare() lets further files come with extra: allow, and none go", async () => {
  const allow = { extra: "allow" };
  assert.deepEqual(await list({ ...BASE, "out/d.txt": "" }, allow), ["passed"]);
  assert.deepEqual(await list({ ...BASE, "out/d.txt": "" }, { extra: "fail" }), [
    "failed",
    "extra out/d.txt",
  ]);
  assert.deepEqual(await list({ "out/a.txt": "a", "out/x.txt": "" }, allow), [
    "failed",
    "missing out/b.txt",
    "missing out/deep/c.txt",
  ]);
  assert.equal((await list({}, allow))[0], "failed");
});

test("file_list refuses what is no rule", async () => {
  const [report] = await compareFiles(BASE, BASE, [
    { target: "out/**", method: "file_list", params: { extra: "ignore" } },
  ]);
  assert.equal(report?.verdict, "error");
  assert.match(report?.reason ?? "", /params.extra: must be "fail" or "allow"/);
});
