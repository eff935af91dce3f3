import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { StepReport } from "../model/report.ts";
import { testReport } from "../model/test_report.ts";
import { hostileReport } from "../report/testing/reports.ts";
import { failureLines, stepLine, summaryLines, whyLines } from "./lines.ts";

const step: StepReport = {
  id: "set-outlet",
  action: "http_post",
  verdict: "failed",
  at: "/d/profiles/us-small/profile.yaml:64:5",
  request: { method: "POST", url: "https://h/rq-engine/api/runs/profile;;tmp;;1/cfg/set-outlet" },
  actual: { status: 401 },
  failures: ["expected status 2xx, got 401: Missing Authorization header", "$.job_id is not in the answer"],
  timings: { total: 12, waited: 0 },
  answer: {
    type: "application/json",
    body: '{"error":{"message":"Missing Authorization header"}}',
    cut: false,
  },
  curl: "curl -sS 'https://h/'",
};

test("failureLines() sets expected and got below one another, and shows the answer", () => {
  assert.equal(stepLine(step), "FAIL  set-outlet  POST 401  12 ms");
  assert.deepEqual(failureLines(step, 60), [
    "      at        /d/profiles/us-small/profile.yaml:64:5",
    "      request   POST /rq-engine/api/runs/…/set-outlet",
    "      expected  status 2xx",
    "      got       401: Missing Authorization header",
    "      reason    $.job_id is not in the answer",
    '      answer    {"error":{"message":"Missing Authorization',
    '                header"}}',
  ]);
  assert.deepEqual(failureLines({ ...step, verdict: "passed" }), []);
});

test("failureLines() tells an HTML page by its title, without markup", () => {
  const body =
    "<!doctype html><html><head><title>Log in</title><style>p{}</style></head><body><p>Who are you?";
  const [line] = failureLines({ ...step, answer: { type: "text/html", body, cut: true } }, 100).slice(-1);
  assert.equal(line, '      answer    an HTML page "Log in": Who are you? …');
});

test("failureLines() keeps what did not finish of a large tree, and the end of a long traceback", () => {
  const tree = ["root  failed  f()", ...Array.from({ length: 40 }, (_, at) => `  [0] j${at}  finished  g()`)];
  const traceback = [
    "Traceback (most recent call last):",
    ...Array.from({ length: 60 }, (_, at) => `  line ${at}`),
  ];
  const lines = failureLines({
    ...step,
    failures: ["job root ended failed"],
    job: {
      job_id: "root",
      status: "failed",
      tree,
      traceback: `${traceback.join("\n")}\nException: no water\n`,
    },
  });
  assert.ok(lines.includes("      | root  failed  f()"));
  assert.ok(lines.includes("      | … 40 jobs finished"));
  assert.equal(lines.at(-1), "      | Exception: no water");
  assert.ok(lines.length < 20);
  const told = failureLines({
    ...step,
    job: {
      job_id: "j",
      status: "failed",
      traceback: "Traceback\nException: the raster has no water at all in it",
    },
  }, 40);
  assert.deepEqual(told.slice(-2), ["      | Exception: the raster has no", "      | water at all in it"]);
});

test("summaryLines() ends with where to look and what to type", () => {
  const lines = summaryLines(testReport({
    verdict: "differences",
    failed_step: "set-outlet",
    target: "https://h/weppcloud",
    steps: [step],
    comparisons: [],
    counts: {
      steps: { planned: 3, ran: 1, passed: 0, failed: 1, skipped: 2, optional: 0 },
      comparisons: { planned: 4, ran: 0, passed: 0, failed: 0 },
    },
    slower: [{ step: "run-wepp", before_ms: 2000, ms: 9000 }],
    sandbox: { run_id: "profile;;tmp;;1", dir: "/d/playback/runs/1" },
    artifacts: { bundle: "/d/bundle", result: "/d" },
    rerun: "profile play us-small --from-step set-outlet",
  }));
  assert.deepEqual(lines, [
    "",
    "profile   us-small on https://h/weppcloud, 1 ms",
    "sandbox   kept: /d/playback/runs/1",
    "failed    set-outlet  /d/profiles/us-small/profile.yaml:64:5",
    "steps     0 of 3 passed, 1 failed, 2 not run",
    "compared  none of 4 comparisons: the play stopped before",
    "slower    run-wepp  9.0 s, was 2.0 s",
    "result    /d",
    "bundle    /d/bundle  (begin with README.md)",
    "curl      curl -sS 'https://h/'",
    "rerun     profile play us-small --from-step set-outlet",
  ]);
});

test("summaryLines() and whyLines() name every step that failed, where the play went on", () => {
  const other = { ...step, id: "run-wepp", at: "/d/p.yaml:99:5", failures: ["job j ended failed"] };
  const report = testReport({ verdict: "differences", failed_step: step.id, steps: [step, other] });
  const failed = summaryLines(report).filter((line) => line.startsWith("failed"));
  assert.deepEqual(failed, [`failed    set-outlet  ${step.at}`, "failed    run-wepp  /d/p.yaml:99:5"]);
  assert.ok(whyLines(report).includes("run-wepp: job j ended failed"));
});

test("whyLines() names step, place, evidence and command in a few lines", () => {
  const report = testReport({
    verdict: "differences",
    failed_step: step.id,
    steps: [step],
    artifacts: { bundle: "/b" },
    rerun: "profile play us-small --from-step set-outlet",
  });
  assert.deepEqual(whyLines(report), [
    `set-outlet: ${step.failures.join("; ")}`,
    "at /d/profiles/us-small/profile.yaml:64:5",
    "see /b",
    "rerun: profile play us-small --from-step set-outlet",
  ]);
});

test("whyLines() says the place and the remedy of an error, the place once", () => {
  const error = { message: "the server is gone", position: "/d/p.yaml:9:5", remedy: "Start it again" };
  const { failures: _, ...rest } = step;
  const quiet = (failures: string[], at: string) =>
    whyLines(testReport({ verdict: "incomplete", error, steps: [{ ...rest, failures, at }] }));
  const told = ["error: the server is gone", "at /d/p.yaml:9:5", "do: Start it again"];
  assert.deepEqual(quiet([], "/d/p.yaml:9:5"), told);
  assert.deepEqual(quiet(["reset"], "/d/p.yaml:9:5"), [
    "error: the server is gone",
    "do: Start it again",
    "set-outlet: reset",
    "at /d/p.yaml:9:5",
  ]);
});

test("what servers say moves no cursor and begins no command of GitHub's runner", () => {
  fc.assert(fc.property(hostileReport, fc.integer({ min: 40, max: 120 }), (report, width) => {
    const texts = report.steps.flatMap((one) => failureLines({ ...one, at: "p.yaml:1:1" }, width));
    for (const line of texts) {
      // deno-lint-ignore no-control-regex
      assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f\u2028\u2029\p{Cs}]/u);
      assert.doesNotMatch(line, /^\s*::/);
      assert.ok(line.length <= width, `${line.length} columns: ${line}`);
    }
  }));
});
