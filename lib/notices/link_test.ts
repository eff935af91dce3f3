import assert from "node:assert/strict";
import { test } from "node:test";
import { runLink } from "./link.ts";

test("runLink() knows the page of a run on GitHub, GitLab and Jenkins, and none elsewhere", () => {
  const github = {
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_REPOSITORY: "qa/profiles",
    GITHUB_RUN_ID: "42",
  };
  assert.equal(runLink(github), "https://github.com/qa/profiles/actions/runs/42");
  assert.equal(runLink({ CI_PIPELINE_URL: "https://gitlab.example.org/-/pipelines/7" })?.slice(-2), "/7");
  assert.equal(runLink({ BUILD_URL: "https://ci.example.org/8" }), "https://ci.example.org/8");
  assert.equal(runLink({ GITHUB_RUN_ID: "42" }), undefined);
});
