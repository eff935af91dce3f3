import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ComparisonReport, Report, StepReport } from "../../model/report.ts";
import { testReport } from "../../model/test_report.ts";
import { playsDocument } from "../document.ts";
import { hostileReport } from "../testing/reports.ts";
import { resultFiles } from "../result_files.ts";
import { renderReports } from "./render.ts";
import { filesOf, readPage, testTranscript } from "./testing/page.ts";

const START = "2026-11-22T11:00:00.000Z";
const EVIL = [
  "<evil>",
  '" evil="',
  "</pre></details><evil/><!--",
  "</script><script>evil()</script>",
  "javascript:evil()",
  "<iframe srcdoc=evil>",
];

function step(id: string, changes: Partial<StepReport> = {}): StepReport {
  return { id, action: "http_get", verdict: "passed", failures: [], ...changes };
}

function comparison(target: string, changes: Partial<ComparisonReport> = {}): ComparisonReport {
  return {
    target,
    method: "text_exact",
    verdict: "passed",
    files: [target],
    differences: [],
    counts: { missing: 0, extra: 0, changed: 0 },
    omitted: 0,
    notes: [],
    facts: {},
    artifacts: [],
    ...changes,
  };
}

test("no text of a report or transcript becomes markup, and every link on the page leads somewhere", async () => {
  const evil = fc.constantFrom(...EVIL);
  await fc.assert(
    fc.asyncProperty(hostileReport, evil, evil, async (hostile, word, other) => {
      const report: Report = {
        ...hostile,
        title: word,
        rerun: word,
        error: { message: word, remedy: other, position: word },
        artifacts: { result: "r", json: `r/${other}`, bundle: word },
        steps: [...hostile.steps, step(word, { actual: { [word]: other }, curl: other, verdict: "failed" })],
      };
      const har = testTranscript([{
        step: word,
        url: `http://x/${other}`,
        body: `{"${word.replaceAll('"', "")}": 1}`,
      }], START);
      const { text, anchors, ids } = readPage(
        await renderReports([report], undefined, [filesOf({ "transcript.har": har })]),
      );
      assert.ok(text.includes(word) && text.includes(other));
      for (const anchor of anchors) assert.ok(ids.includes(anchor), anchor);
    }),
    { numRuns: 60 },
  );
});

test("what failed stands first, open, with request, answer, expectation and command", async () => {
  const failed = step("build-soils", {
    verdict: "failed",
    at: "profiles/x/profile.yaml:12:5",
    failures: ["expected status 2xx, got 500"],
    request: { method: "GET", url: "http://127.0.0.1:1/rq-engine/api/build-soils", body: { mode: 4 } },
    expected: { status: "2xx" },
    actual: { status: 500 },
    curl: "curl -sS 'http://127.0.0.1:1/'",
    correlation_id: "c-1",
    retries: 1,
  });
  const report = testReport({
    verdict: "differences",
    failed_step: "build-soils",
    steps: [step("a"), failed],
  });
  const har = testTranscript([
    {
      step: "build-soils",
      url: failed.request?.url ?? "",
      body: '{"error":"no soils"}',
      status: 503,
      correlation: "c-1",
    },
    {
      step: "build-soils",
      url: failed.request?.url ?? "",
      body: '{"error":"no soils here"}',
      status: 500,
      correlation: "c-1",
    },
    { step: "build-soils", url: "http://127.0.0.1:1/jobstatus", body: "{}" },
  ], START);
  const page = await renderReports([report], undefined, [filesOf({ "transcript.har": har })]);
  const { text } = readPage(page);
  assert.match(page, /<details id="step-build-soils" open>/);
  assert.match(page, /<details id="step-a">/);
  assert.match(
    text,
    /What failed first\s*Step build-soils at profiles\/x\/profile.yaml:12:5\s*expected status 2xx, got 500/,
  );
  assert.match(text, /Body of the request|"mode": 4/);
  assert.match(text, /"error": "no soils here"/);
  assert.match(text, /Sent 2 times; answered 503, 500/);
  assert.match(text, /Other requests of this step \(1\)/);
  assert.match(text, /curl -sS 'http:\/\/127.0.0.1:1\/'/);
  assert.match(text, /1 retry after nothing had been done/);
});

test("a result without a transcript is a page, too", async () => {
  const report = testReport({
    verdict: "differences",
    steps: [
      step("a", {
        verdict: "failed",
        request: { method: "POST", url: "http://127.0.0.1:1/a", body: "x=1" },
        answer: { type: "text/html", body: "<h1>Oops</h1>", cut: true },
        failures: ["expected status 200, got 500"],
      }),
      step("b", { request: { method: "GET", url: "http://127.0.0.1:1/b" } }),
    ],
  });
  for (const files of [[], [filesOf({})], [filesOf({ "transcript.har": "{ damaged" })]]) {
    const { text } = readPage(await renderReports([report], undefined, files));
    assert.match(text, /<h1>Oops<\/h1>/);
    assert.match(text, /Only the beginning was kept/);
    assert.match(text, /What was answered is not kept/);
  }
});

test("the tree of a job has states and durations as the server told them last", async () => {
  const tree = {
    job_id: "j-1",
    status: "failed",
    description: "run_wepp_rq()",
    started_at: "2026-11-22 11:00:01.000000+00:00",
    ended_at: "2026-11-22 11:00:03.500000+00:00",
    children: {
      "0": [{ job_id: "j-2", status: "finished" }, null],
      "1": [{ job_id: "j-3", status: "canceled" }],
    },
  };
  const report = testReport({
    verdict: "differences",
    steps: [
      step("run", { verdict: "failed", job: { job_id: "j-1", status: "failed", traceback: "Boom: no" } }),
    ],
  });
  const har = testTranscript([
    { step: "run", url: "http://x/jobstatus/j-1", body: '{"job_id":"j-1","status":"started"}' },
    { step: "run", url: "http://x/jobinfo/j-1", body: JSON.stringify(tree) },
  ], START);
  const { text } = readPage(await renderReports([report], undefined, [filesOf({ "transcript.har": har })]));
  assert.match(
    text,
    /✗ failed 2.5 s run_wepp_rq\(\)stage 0 ✓ finished j-2\s*stage 0 expired\s*stage 1 ✗ canceled j-3/,
  );
  assert.match(text, /What failed first[^]*Boom: no[^]*Steps/);
  const { text: old } = readPage(
    await renderReports([{
      ...report,
      steps: report.steps.map((one) => ({
        ...one,
        job: { job_id: "j", status: "stopped", tree: ["j  stopped", "  k"] },
      })),
    }]),
  );
  assert.ok(old.includes("j  stopped\n  k"));
});

test("several plays have an overview, ids of their own, and what is missing on top", async () => {
  const failed = testReport({
    profile: "b",
    verdict: "differences",
    steps: [step("s", { verdict: "failed" })],
  });
  const reports = [testReport({ profile: "a", steps: [step("s")] }), failed];
  const whole = playsDocument("incomplete", reports, { not_played: ["c"], doubles: ["a is there twice"] });
  const { text, ids, anchors } = readPage(
    await renderReports(reports, whole, reports.map(() => filesOf({}))),
  );
  assert.equal(new Set(ids).size, ids.length);
  for (const anchor of anchors) assert.ok(ids.includes(anchor), anchor);
  assert.ok(ids.includes("play-2-step-s"));
  assert.match(text, /… incomplete 1 of 2 plays passed/);
  assert.match(text, /c: not played any more[^]*a is there twice/);
});

test("of very many plays those that did not pass have a section, the others a row", async () => {
  const reports = Array.from(
    { length: 300 },
    (_, index) => testReport({ profile: `p-${index}`, verdict: index === 299 ? "differences" : "passed" }),
  );
  const page = await renderReports(reports, playsDocument("differences", reports, {}));
  const { ids, text } = readPage(page);
  assert.ok(ids.includes("play-300-play"));
  assert.ok(!ids.includes("play-200-play"));
  assert.match(text, /p-200/);
  assert.ok(page.length < 1_000_000);
});

/** The page of so many steps with long answers and commands. */
async function longPage(steps: readonly StepReport[], comparisons: ComparisonReport[] = []): Promise<string> {
  const rows = Array.from({ length: 800 }, (_, index) => ({ index, text: "<&>".repeat(3) }));
  const url = (id: string) => `http://127.0.0.1:1/weppcloud/runs/x/${id}`;
  const report = testReport({
    verdict: "differences",
    started_at: START,
    duration_ms: 60_000,
    steps: steps.map((one) => ({
      ...one,
      request: { method: "GET", url: url(one.id) },
      curl: `curl -sS '${url(one.id)}' --data-raw '${"x".repeat(1000)}'`,
      timings: { total: 5, waited: 100 },
    })),
    comparisons,
  });
  const har = testTranscript(
    steps.map(({ id }, index) => ({
      step: id,
      url: url(id),
      body: JSON.stringify({ rows }),
      at: index * 105,
    })),
    START,
  );
  return await renderReports([report], undefined, [filesOf({ "transcript.har": har })]);
}

test("500 steps that failed with long answers, and 100 comparisons, are below 5 MB", async () => {
  const steps = Array.from({ length: 500 }, (_, index) => step(`step-${index}`, { verdict: "failed" }));
  const differences = Array.from({ length: 50 }, (_, row) => ({
    kind: "changed" as const,
    where: `row ${row}`,
    message: "+1",
    baseline: 1,
    actual: 2,
  }));
  const comparisons = steps.slice(0, 100).map(({ id }) => comparison(id, { verdict: "failed", differences }));
  const page = await longPage(steps, comparisons);
  assert.ok(page.length < 5_000_000, `${page.length}`);
  assert.match(page, /more characters are not in this page/);
});

test("a step that failed has its answer, however much passed before", async () => {
  const steps = Array.from(
    { length: 900 },
    (_, index) => step(`step-${index}`, { verdict: index === 899 ? "failed" : "passed" }),
  );
  const page = await longPage(steps);
  assert.ok(page.slice(page.indexOf('id="step-step-899"')).length > 40_000);
});

test("evidence that there is no room for is told in short", async () => {
  const differences = Array.from({ length: 600 }, (_, row) => ({
    kind: "changed" as const,
    where: `row ${row} of ${"a".repeat(200)}`,
    message: "+1",
  }));
  const report = testReport({
    verdict: "differences",
    comparisons: Array.from(
      { length: 60 },
      (_, index) =>
        comparison(`out-${index}`, { verdict: "failed", differences, artifacts: ["diff/out.png"] }),
    ),
  });
  const page = await renderReports([report], undefined, [filesOf({})]);
  assert.ok(page.length < 10_000_000, `${page.length}`);
  assert.match(page, /There is more in the result folder than this page has room for/);
  assert.match(page, /<a href="diff\/out.png">/);
});

test("only the page in the result folder says that its links hold there; others lead to what lies below them", async () => {
  const at = "results/mill/1";
  const report = testReport({ artifacts: { result: at, html: `${at}/report.html`, log: `${at}/play.log` } });
  const render = async (pageDir?: string) =>
    await renderReports([report], undefined, [resultFiles("/r/results/mill/1", pageDir)]);
  const stored = await render("/r/results/mill/1");
  assert.match(stored, /links hold where this page lies in it/);
  assert.match(stored, /<a href="play\.log">/);
  const above = await render("/r");
  assert.doesNotMatch(above, /links hold/);
  assert.match(above, /<a href="results\/mill\/1\/report\.html"><code>results\/mill\/1<\/code><\/a>/);
  for (const page of [await render(), await render("/r/elsewhere")]) {
    assert.match(page, /Result folder <code>results\/mill\/1<\/code><\/p>/);
    assert.doesNotMatch(page, /links hold|<a [^>]*href="[^#]/);
  }
});

test("what failed first names summaries before hillslopes, and H2 before H10", async () => {
  const output = "wepp/output";
  const targets = [
    `${output}/H10.wat.dat`,
    `${output}/H2.wat.dat`,
    `${output}/H1.wat.dat`,
    "soils/soils.parquet",
    `${output}/run/soil_10.tif`,
    `${output}/run/soil_9.tif`,
    `${output}/run/loss_pw0.txt`,
  ];
  const report = testReport({
    verdict: "differences",
    comparisons: targets.map((target) => comparison(target, { verdict: "failed" })),
  });
  const [, box = ""] = /class="first"([^]*?)<\/section>/.exec(await renderReports([report])) ?? [];
  const named = [...box.matchAll(/<li><a [^>]*href="#comparison-(\d+)"/g)].map(([, place]) =>
    targets[Number(place) - 1]
  );
  const rest = ["run/loss_pw0.txt", "run/soil_9.tif", "run/soil_10.tif"].map((name) => `${output}/${name}`);
  assert.deepEqual(named, [...rest, "soils/soils.parquet", `${output}/H1.wat.dat`]);
});

test("a play that stopped before its expectations were checked says how many there are", async () => {
  const tile = async (changes: Partial<Report>) =>
    /Expectations held\s*(.*)/.exec(readPage(await renderReports([testReport(changes)])).text)?.[1];
  const { counts } = testReport();
  assert.equal(
    await tile({ counts: { ...counts, unchecked: 3 }, verdict: "unavailable" }),
    "0 of 3 3 not checked",
  );
  assert.match(await tile({}) ?? "", /^none/);
});
