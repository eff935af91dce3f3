/** What the order of requests tells, from the log to the draft. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { readStatus } from "../drafts/status.ts";
import { stepsOf } from "./testing/draft.ts";
import { json, poll, type TestRequest, withRecording } from "./testing/log.ts";
import type { AssembleOptions, AssembleResult } from "./types.ts";

const NAME: TestRequest = { to: "tasks/setname/", meta: json({ name: "Mill" }) };
const SOILS: TestRequest = { to: "rq/api/build_soils", meta: json({ soil_mode: 0 }) };
const report = (status = 200): TestRequest => ({ method: "GET", to: "report/soils/", status });
/** Answered only after the next request. */
const slow = (request: TestRequest, at: string): TestRequest => ({ ...request, extra: { timestamp: at } });
const SECOND = "2026-01-02T03:04:0";

interface Built {
  result: AssembleResult;
  ids: string[];
  readme: string;
  ledger: string;
}

async function build(
  requests: TestRequest[],
  options: Partial<AssembleOptions>,
  check: (built: Built) => Promise<void> | void,
): Promise<void> {
  await withRecording(requests, async (recording) => {
    const result = await recording.assemble(options);
    const text = (name: string) => readFile(join(result.draftDir, name), "utf8");
    const ids = (await stepsOf(result)).map(({ id }) => id);
    await check({ result, ids, readme: await text("README.md"), ledger: await text("ledger.jsonl") });
  });
}

test("assemble() makes one step of a change that was retried, and notes the others", async () => {
  const requests = [{ ...SOILS, status: 500 }, { ...SOILS, answered: false }, SOILS, poll("j1")];
  await build(requests, {}, async ({ result, ids, readme, ledger }) => {
    assert.deepEqual([ids, result.holes, result.leftOut], [["build-soils"], [], []]);
    assert.match(readme, /retry of `build-soils`: line 1 was answered with 500/);
    assert.match(readme, /retry of `build-soils`: line 3 no answer was recorded/);
    assert.match(ledger, /"decision":"repeat","subject":"build-soils".*"log_lines":\[1,2\]/);
    const status = await readStatus(result.draftDir);
    assert.deepEqual(status?.folded.find(({ rule }) => rule === "retries")?.count, 2);
  });
  await build(requests, { keep: ["retries"] }, ({ result, ids }) => {
    assert.deepEqual(ids, ["build-soils", "build-soils-2"]);
    assert.deepEqual(result.holes.map(({ step, field }) => `${step}.${field}`), [
      "build-soils.expect.status",
    ]);
    assert.equal(result.leftOut[0]?.failed?.status, 500);
  });
});

test("assemble() makes one step of a double click", async () => {
  const requests = [slow(NAME, `${SECOND}7.500Z`), NAME, { ...SOILS }, poll("j1"), { ...SOILS, status: 409 }];
  await build(requests, {}, ({ result, ids }) => {
    assert.deepEqual(ids, ["setname", "build-soils"]);
    assert.deepEqual(result.repeats.map(({ rule, step, line }) => [rule, step, line]), [
      ["double-clicks", "setname", 3],
      ["double-clicks", "build-soils", 9],
    ]);
  });
  await build(requests, { keep: ["double-clicks"] }, ({ ids }) => {
    assert.deepEqual(ids, ["setname", "setname-2", "build-soils"]);
  });
});

test("assemble() gives the wait to the change that caused what a read was repeated for", async () => {
  const notReady = [{ ...NAME }, report(404), report(404), report()];
  await build(notReady, {}, async ({ result, ids, readme }) => {
    assert.deepEqual(ids, ["setname", "report-soils"]);
    const [setname] = await stepsOf(result);
    assert.deepEqual(setname?.wait, {
      type: "resource",
      path: "/weppcloud/runs/{{run_id}}/{{config}}/report/soils/",
      timeout: "15m",
    });
    assert.match(
      readme,
      /## Waits\n\n- `setname`: \/weppcloud\/…\/report\/soils\/ was asked for in vain 2 times/,
    );
  });
  // A job that was polled all the while is waited for already.
  await build([SOILS, report(404), poll("j1"), report()], {}, async ({ result }) => {
    const [soils] = await stepsOf(result);
    assert.deepEqual(soils?.wait, { type: "job", timeout: "15m" });
    assert.match(result.waits[0]?.reason ?? "", /the wait for the job covers it/);
  });
  await build(notReady, { keep: ["repeated-reads"] }, async ({ result }) => {
    assert.equal(result.leftOut.length, 2);
    assert.equal((await stepsOf(result))[0]?.wait, undefined);
  });
});

test("assemble() marks reads that only refresh, and drops none", async () => {
  const requests = [report(), NAME, report(), report()];
  await build(requests, {}, async ({ result, ids, readme }) => {
    assert.deepEqual(ids, ["report-soils", "setname", "report-soils-2", "report-soils-3"]);
    const marked = (await stepsOf(result)).map((step) => "optional" in step && step.optional);
    assert.deepEqual(marked, [true, false, false, true]);
    assert.match(readme, /- 2 of them optional: `play` skips these without `--optional`/);
    assert.match(readme, /- `report-soils-3`, `refresh-reads`: answered before/);
    assert.equal((await readStatus(result.draftDir))?.optional, 2);
  });
  await build(requests, { keep: ["refresh-reads"] }, ({ result }) => {
    assert.deepEqual(result.optional.map(({ step }) => step), ["report-soils"]);
  });
});

test("assemble() shows recorded errors, and makes steps of the refused ones when asked for", async () => {
  const requests = [
    {
      ...SOILS,
      status: 409,
      extra: { error: { status: 409, detail: "a job of ann@example.org is active" } },
    },
    { ...NAME, failed: "Failed to fetch" },
    { ...report(404) },
  ];
  const errors = { line: 1, status: 409 };
  await build([...requests, NAME], { keep: ["retries"] }, ({ result, ids, readme }) => {
    assert.deepEqual(ids, ["setname"]);
    const [first] = result.leftOut;
    assert.deepEqual({ line: first?.line, status: first?.failed?.status }, errors);
    assert.match(first?.failed?.message ?? "", /^a job of user-\w+@redacted\.invalid is active$/);
    assert.match(
      readme,
      /## Recorded errors[^#]*line 1: `POST \/weppcloud\/…\/rq\/api\/build_soils` was answered with 409: a job of user-/,
    );
  });
  await build([...requests, NAME], { errors: "keep", keep: ["retries"] }, async ({ result, ids }) => {
    assert.deepEqual(ids, ["build-soils", "report-soils", "setname"]);
    const [soils, read] = await stepsOf(result);
    assert.deepEqual(
      [soils, read].map((step) => step !== undefined && "expect" in step && step.expect?.status),
      [
        409,
        404,
      ],
    );
    assert.equal(soils?.wait, undefined);
    assert.deepEqual(result.leftOut.map(({ line }) => line), [3]);
  });
});

test("assemble() folds what the user names, and says when that was a change", async () => {
  const fold = ["GET report/*", "POST tasks/*"];
  await build([NAME, SOILS, report()], { fold }, ({ result, ids, readme }) => {
    assert.deepEqual(ids, ["build-soils"]);
    assert.match(readme, /- `GET report\/\*`, 1: asked for with --fold/);
    assert.match(result.warnings.join(), /--fold took out 1 change that succeeded/);
  });
});

test("assemble() folds no attempt when what stands for it is outside of the window", async () => {
  const requests = [{ ...NAME }, { ...SOILS, answered: false }, SOILS];
  await build(requests, { to: `${SECOND}6.500Z` }, ({ result, ids }) => {
    assert.deepEqual([ids, result.repeats], [["setname", "build-soils"], []]);
    assert.equal(result.holes.length, 1);
  });
});

test("assemble() finds a place for a second wait: the step before the read", async () => {
  const outlet = (status = 200): TestRequest => ({ method: "GET", to: "query/outlet/", status });
  const waitsOf = async (result: AssembleResult) => (await stepsOf(result)).map(({ wait }) => wait?.["path"]);
  const path = "/weppcloud/runs/{{run_id}}/{{config}}";
  await build([NAME, report(404), outlet(404), report(), outlet()], {}, async ({ result }) => {
    assert.deepEqual(await waitsOf(result), [`${path}/report/soils/`, `${path}/query/outlet/`, undefined]);
    assert.deepEqual(result.waits.map(({ step }) => step), ["setname", "report-soils"]);
  });
});
