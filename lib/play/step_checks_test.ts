import assert from "node:assert/strict";
import { test } from "node:test";
import { answerChecks, durationDoubt } from "./step_checks.ts";

test("durationDoubt() speaks only where a limit lies between what was seen and what may have been", () => {
  const seen = { timings: { total: 400, waited: 600 } };
  assert.equal(durationDoubt("2s", seen, 2000), undefined, "kept for certain");
  assert.equal(durationDoubt("900ms", seen, 5000), undefined, "broken for certain");
  assert.equal(durationDoubt(undefined, seen, 5000), undefined);
  assert.match(
    durationDoubt("2s", seen, 5000) ?? "",
    /^max_duration 2s cannot be judged: .* between 1\.0 s and 5\.0 s$/,
  );
});

test("answerChecks() names what looks at an answer, and nothing else", () => {
  const step = { id: "a", action: "http_get", path: "/x" } as const;
  assert.deepEqual(answerChecks({ ...step, expect: { files: ["a.txt"], max_duration: "1s" } }), []);
  assert.deepEqual(
    answerChecks({ ...step, expect: { status: "2xx", body: { contains: "x" } }, save: { key: "$.key" } }),
    [["expect", "status"], ["expect", "body"], ["save", "key"]],
  );
});
