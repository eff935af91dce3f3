/** Which steps wait for a job. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { stepsOf } from "./testing/draft.ts";
import { form, json, poll, type TestRequest, withRecording } from "./testing/log.ts";

test("assemble() waits for the jobs that answers of own recordings name, and for no others", async () => {
  const requests: TestRequest[] = [
    {
      to: "/rq-engine/api/runs/ample-otter/dev_unit_1/run-wepp",
      meta: json({}),
      answer: '{"message":"no job here"}',
    },
    {
      to: "/rq-engine/api/runs/ample-otter/dev_unit_1/tasks/upload-cli/",
      meta: json({}),
      answer: '{"job_id":"j"}',
    },
  ];
  await withRecording(requests, async ({ assemble }) => {
    const steps = await stepsOf(await assemble());
    assert.deepEqual(steps.map((step) => "wait" in step), [false, true]);
  });
});

test("assemble() waits for a job that was polled after an upload that starts one only sometimes", async () => {
  const cli: TestRequest = { to: "tasks/upload_cli/", meta: form({ climate_mode: "0" }) };
  await withRecording([cli, poll("j1"), cli], async ({ assemble }) => {
    assert.deepEqual((await stepsOf(await assemble())).map((step) => "wait" in step), [true, false]);
  });
});
