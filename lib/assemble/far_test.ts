import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { form, json, poll, type TestRequest, withRecording } from "./testing/log.ts";

/** More than is kept before and behind a window. */
const MANY = 2300;
const START = Date.parse("2026-01-02T03:04:05.000Z");
const SBS: TestRequest = { to: "tasks/upload_sbs/", meta: form({}, ["input_upload_sbs"]) };
const JOB = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
const WEPP: TestRequest = { to: "/rq-engine/api/runs/ample-otter/dev_unit_1/run-wepp", meta: json({}) };
const REFUSED: TestRequest = { ...WEPP, status: 409 };
const NAMED: TestRequest = { to: "tasks/setname/", meta: json({ name: "x" }) };

/** The window of some requests of a recording: the log has one each second. */
function span(first: number, count: number): { from: string; to: string } {
  const moment = (index: number) => new Date(START + index * 1000 - 300).toISOString();
  return { from: moment(first), to: moment(first + count) };
}
const many = (request: TestRequest) => Array.from({ length: MANY }, () => request);

test("a job that was started far before the window is a doubt, not an absent change", async () => {
  const near = [NAMED, poll(JOB), poll(JOB)];
  await withRecording([REFUSED, WEPP, ...many(REFUSED), ...near], async ({ assemble }) => {
    const result = await assemble(span(MANY + 2, near.length));
    assert.deepEqual(result.absent, []);
    assert.match(result.warnings.join("\n"), /Job 3f2504e0 was polled .* may lie far before the part/);
  });
  await withRecording([...many(REFUSED).slice(0, 50), ...near], async ({ assemble }) => {
    assert.equal((await assemble(span(50, near.length))).absent.length, 1);
  });
});

test("uploads far behind the window keep what the server stored from an earlier one", async () => {
  for (const later of [[...many(NAMED), SBS], [...many(SBS)], [...many(WEPP), { ...SBS, answered: false }]]) {
    await withRecording([SBS, ...later], async ({ assemble, put }) => {
      await put("disturbed/fire.tif", "of a later upload");
      const result = await assemble(span(0, 1));
      assert.equal(result.seeds, 0);
      assert.deepEqual(result.holes.map(({ field }) => field), ["files.input_upload_sbs"]);
    });
  }
});

test("a change far behind the window that puts other files in place keeps the stored one away", async () => {
  const uniform = { to: "tasks/build_uniform_sbs/", meta: json({ value: 3 }) };
  await withRecording([SBS, ...many(WEPP), uniform], async ({ assemble, put }) => {
    await put("disturbed/fire.tif", "made by the server");
    assert.equal((await assemble(span(0, 1))).seeds, 0);
  });
});

test("the last upload has its bytes, however many came far before the window", async () => {
  await withRecording([...many(SBS), SBS, NAMED], async ({ assemble, put }) => {
    await put("disturbed/fire.tif", "the last");
    const result = await assemble(span(MANY, 2));
    const seeds = (await readdir(join(result.draftDir, "seed"))).filter((name) => name !== "config");
    assert.equal(result.seeds, 1);
    assert.equal(
      await readFile(join(result.draftDir, "seed", seeds[0] ?? "", "fire.tif"), "utf8"),
      "the last",
    );
  });
});
