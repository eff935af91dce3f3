import assert from "node:assert/strict";
import { test } from "node:test";
import { withFake } from "../auth/testing/fake_server.ts";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { PollBudget } from "../jobs/pacing.ts";
import type { Step } from "../model/profile.ts";
import { diskOutputs } from "./outputs/disk.ts";
import { OwnJobs } from "./jobs/own_jobs.ts";
import { diskRunFiles } from "../files/run_files.ts";
import { runStep, type StepContext } from "./run_step.ts";
import { Scope } from "./scope.ts";

test("runStep() looks for the files of an Omni child in the child's folder", async () => {
  await withFolder(async (dir) => {
    await writeFiles(dir, {
      "_pups/omni/scenarios/mulch/wepp.log": "all done",
      "wepp.log": "not yet",
      "only/parent.txt": "x",
    });
    await withFake(() => ({ json: {} }), async ({ urls, client, session }) => {
      const context: StepContext = {
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
      };
      const step = (run: string, files: string[]): Step => ({
        id: "a",
        action: "http_post",
        path: `/weppcloud/runs/${run}/{{config}}/tasks/x/`,
        expect: { files, log_phrases: [{ file: "wepp.log", contains: "all done" }] },
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
});
