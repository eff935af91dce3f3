import assert from "node:assert/strict";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import type { JsonValue } from "../model/json.ts";
import { rewriteRun, Scope } from "./scope.ts";

test("rewriteRun() rewrites the id as a value and behind /runs/, and nothing else", () => {
  const body = {
    runid: "ample-otter",
    deep: [{ parent: "ample-otter", url: "https://h/weppcloud/runs/ample-otter/cfg/x" }],
    other: "ample-otter-2",
    note: "copy of ample-otter",
    link: "see https://h/weppcloud/runs/ample-otter",
    count: 3,
    nothing: null,
  };
  assert.deepEqual(rewriteRun(body, "ample-otter", "profile;;tmp;;$&"), {
    runid: "profile;;tmp;;$&",
    deep: [{ parent: "profile;;tmp;;$&", url: "https://h/weppcloud/runs/profile;;tmp;;$&/cfg/x" }],
    other: "ample-otter-2",
    note: "copy of ample-otter",
    link: "see https://h/weppcloud/runs/profile;;tmp;;$&",
    count: 3,
    nothing: null,
  });
});

test("rewriteRun() rewrites composite ids of the recorded run, and encoded ones", () => {
  const rewrite = (value: JsonValue) => rewriteRun(value, "ample-otter", "profile;;tmp;;ab");
  assert.deepEqual(
    rewrite({
      child: "ample-otter;;omni;;mulch_15",
      encoded: "ample-otter%3B%3Bomni%3B%3Bmulch_15",
      link: "https://h/weppcloud/runs/ample-otter%3B%3Bomni%3B%3Bx/cfg/?a=1",
      list: [{ runid: "%61mple-otter" }],
      other: "ample-otter;;omni;;x and more",
      group: "batch;;ample-otter;;1",
    }),
    {
      child: "profile;;tmp;;ab;;omni;;mulch_15",
      encoded: "profile;;tmp;;ab;;omni;;mulch_15",
      link: "https://h/weppcloud/runs/profile;;tmp;;ab;;omni;;x/cfg/?a=1",
      list: [{ runid: "profile;;tmp;;ab" }],
      other: "ample-otter;;omni;;x and more",
      group: "batch;;ample-otter;;1",
    },
  );
});

test("rewriteRun() of a recorded child run rewrites its children, and leaves its parent for the guard", () => {
  const rewrite = (value: JsonValue) => rewriteRun(value, "ample-otter;;omni;;a", "profile;;tmp;;ab");
  assert.deepEqual(rewrite(["ample-otter;;omni;;a", "ample-otter;;omni;;b", "ample-otter"]), [
    "profile;;tmp;;ab",
    "ample-otter;;omni;;b",
    "ample-otter",
  ]);
});

test("Scope.fill() knows variables, saved values and secrets, and refuses what has no value", () => {
  const scope = new Scope({ run_id: "r", lat: 46.1 }, (name) => name === "KEY" ? "s3cret" : undefined);
  scope.save("upload", "job", "j-1");
  assert.deepEqual(scope.fill({ a: "{{lat}}", b: "{{steps.upload.job}}", c: "k={{secret.KEY}}" }), {
    a: 46.1,
    b: "j-1",
    c: "k=s3cret",
  });
  const verdictOf = (value: string) => {
    try {
      scope.fill(value);
      return "none";
    } catch (error) {
      return error instanceof ProfileError ? `${error.verdict}: ${error.remedy ?? error.message}` : "other";
    }
  };
  assert.equal(
    verdictOf("{{secret.OTHER}}"),
    "unavailable: Set the environment variable PROFILE_SECRET_OTHER",
  );
  assert.equal(verdictOf("{{nope}}"), "usage: {{nope}} has no value at this step");
});
