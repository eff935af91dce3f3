import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { userInfo } from "node:os";
import process from "node:process";
import { test } from "node:test";
import { withFolder } from "../files/test_folder.ts";
import { createRedactor } from "../redact/redactor.ts";
import { whoDecides } from "./who.ts";

test("whoDecides() takes PROFILE_WHO, else git's user.name, else the account, redacted, on one line", async () => {
  await withFolder(async (cwd) => {
    const who = (env: Record<string, string>) => whoDecides({ env, cwd, redactor: createRedactor() });
    assert.equal(await who({ PROFILE_WHO: " QA\nteam " }), "QA team");
    assert.doesNotMatch(await who({ PROFILE_WHO: "ann.lee@lab.example.org" }), /ann|lab/);
    execFileSync("git", ["init", "--quiet"], { cwd });
    execFileSync("git", ["config", "user.name", "curator-7"], { cwd });
    assert.equal(await who({ PROFILE_WHO: "  " }), "curator-7");
    const path = process.env["PATH"];
    try {
      process.env["PATH"] = cwd;
      assert.equal(await who({}), createRedactor().text(userInfo().username));
    } finally {
      process.env["PATH"] = path;
    }
  });
});
