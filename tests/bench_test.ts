/** The figures of `make bench` are taken now and then: the plays that they measure must go on working meanwhile. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { withFolder } from "../lib/files/test_folder.ts";
import { pathsOf, played } from "./bench/waiting.ts";

test("the play that waiting is measured with passes on the server of jobs", async () => {
  await withFolder(async (folder) => {
    const server = await played(folder, pathsOf(8, 4, 5, 20), ["--poll-limit", "off"]);
    assert.equal(server.steps(), 8);
    assert.ok(server.polls() >= 4, `${server.polls()} polls`);
  });
});
