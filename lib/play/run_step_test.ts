import assert from "node:assert/strict";
import { test } from "node:test";
import { type FakeReply, type Seen, withFake } from "../auth/testing/fake_server.ts";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { PollBudget } from "../jobs/pacing.ts";
import type { Step } from "../model/profile.ts";
import { diskOutputs } from "./outputs/disk.ts";
import { OwnJobs } from "./jobs/own_jobs.ts";
import { diskRunFiles } from "../files/run_files.ts";
import { runStep, type StepContext } from "./run_step.ts";
import { Scope } from "./scope.ts";

/** Runs the body with what steps need: a run directory, and a server that answers as it is told. */
async function withContext(
  files: Record<string, string>,
  answer: (request: Seen) => FakeReply,
  body: (context: StepContext) => Promise<void>,
): Promise<void> {
  await withFolder(async (dir) => {
    await writeFiles(dir, files);
    await withFake(answer, async ({ urls, client, session }) => {
      await body({
        urls,
        client,
        session,
        scope: new Scope({ run_id: "sandbox", config: "cfg" }, () => undefined),
        seedDir: dir,
        recordedRun: "ample-otter",
        runId: "sandbox",
        config: "cfg",
        api: "rq-engine",
        watch: {
          client,
          urls,
          session,
          budget: new PollBudget(),
          now: () => 0,
          sleep: () => Promise.resolve(),
          onTrouble: () => {},
          onState: () => {},
        },
        runFiles: diskRunFiles(dir),
        runDir: undefined,
        busyTimeout: 0,
        queue: true,
        ownJobs: new OwnJobs(),
        canceledLater: new Map(),
        outputs: diskOutputs(dir),
        jobTimeout: 1000,
        jobTimeoutWins: false,
        note: () => {},
      });
    });
  });
}

test("runStep() looks for the files of an Omni child in the child's folder", async () => {
  const files = {
    "_pups/omni/scenarios/mulch/wepp.log": "all done",
    "wepp.log": "not yet",
    "only/parent.txt": "x",
  };
  await withContext(files, () => ({ json: {} }), async (context) => {
    const step = (run: string, names: string[]): Step => ({
      id: "a",
      action: "http_post",
      path: `/weppcloud/runs/${run}/{{config}}/tasks/x/`,
      expect: { files: names, log_phrases: [{ file: "wepp.log", contains: "all done" }] },
    });
    const child = "{{run_id}};;omni;;mulch";
    assert.deepEqual((await runStep(step(child, ["wepp.log"]), context)).failures, []);
    assert.deepEqual((await runStep(step(child, ["only/parent.txt"]), context)).failures, [
      "only/parent.txt was not produced",
    ]);
    const [failure = ""] = (await runStep(step("{{run_id}}", ["only/parent.txt"]), context)).failures;
    assert.match(failure, /^wepp\.log does not contain/);
  });
});

const REFUSED: Extract<Step, { action: "http_post" }> = {
  id: "a",
  action: "http_post",
  path: "/weppcloud/runs/{{run_id}}/{{config}}/tasks/x/",
};

test("runStep() checks, saves and waits behind a refusal that the step expects", async () => {
  const busy = { status: 409, json: { error: { code: "conflict" }, job_id: "of-another-user" } };
  await withContext({ "there.txt": "x" }, () => busy, async (context) => {
    const report = await runStep({
      ...REFUSED,
      save: { code: "$.error.code", gone: "$.gone" },
      expect: {
        status: 409,
        json: { "$.error.code": { equals: "other" } },
        files: ["never.txt"],
        absent: ["there.txt"],
        log_phrases: [{ file: "no.log", contains: "x" }],
        state: [{ file: "no.nodb", path: "$.a", equals: 1 }],
      },
    }, context);
    assert.equal(report.verdict, "failed");
    assert.equal(report.failures.length, 6, report.failures.join("\n"));
    assert.equal(context.scope.fill("{{steps.a.code}}"), "conflict");
    // The job holds the run; it is not this step's.
    assert.deepEqual(context.ownJobs.open, []);
    const late = await runStep({
      ...REFUSED,
      expect: { status: "4xx" },
      wait: { type: "file", file: "never.txt", timeout: "0s" },
    }, context);
    assert.deepEqual(late.failures, ["never.txt is not there, after 0 ms"]);
    const right = await runStep({ ...REFUSED, expect: { status: 409, files: ["there.txt"] } }, context);
    assert.deepEqual(right.failures, []);
  });
});

test("runStep() looks at nothing of the run behind a refusal that the step does not expect", async () => {
  await withContext({}, () => ({ status: 404, json: {} }), async (context) => {
    const report = await runStep({ ...REFUSED, save: { x: "$.x" }, expect: { files: ["no.txt"] } }, context);
    assert.deepEqual(report.failures, ["expected status 2xx, got 404"]);
  });
});
