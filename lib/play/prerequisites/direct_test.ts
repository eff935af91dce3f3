import assert from "node:assert/strict";
import { test } from "node:test";
import { ProfileError } from "../../errors.ts";
import type { Step } from "../../model/profile.ts";
import { parseYaml } from "../../yaml/source.ts";
import { refuseAnswerChecks } from "./direct.ts";

/** What is said of steps; undefined when nothing is. */
function refusal(text: string): { message: string; line: number | undefined } | undefined {
  const source = parseYaml("profile.yaml", text, "profile");
  const steps = (source.content as { steps: Step[] }).steps.map((step, index) => ({ step, index }));
  try {
    refuseAnswerChecks(source, steps);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof ProfileError && error.verdict === "usage");
    return { message: error.message, line: error.position?.line };
  }
}

test("refuseAnswerChecks() takes what a job leaves in the run, and what requests answer", () => {
  assert.equal(
    refusal(`steps:
  - { id: a, action: http_get, path: /x, expect: { status: 200 }, save: { x: $.x } }
  - { id: b, action: enqueue_rq, job: tasks.b, wait: { type: job }, expect: { files: [b.txt], max_duration: 1m } }
`),
    undefined,
  );
});

test("refuseAnswerChecks() names every look at an answer that nobody gives, and the place of the first", () => {
  const found = refusal(`steps:
  - { id: a, action: http_get, path: /x }
  - id: b
    action: enqueue_rq
    job: tasks.b
    save: { id: $.job_id }
    expect: { json: { $.x: { exists: true } } }
  - { id: c, action: http_get, path: "/job/{{steps.b.job}}" }
`);
  assert.match(found?.message ?? "", /: b has expect\.json, save\.id; c uses \{\{steps\.b\.job\}\}$/);
  assert.equal(found?.line, 7);
});
