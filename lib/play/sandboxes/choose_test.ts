import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder } from "../../files/test_folder.ts";
import type { Profile } from "../../model/profile.ts";
import { type ChoiceInput, chooseSandbox } from "./choose.ts";

const profile = (sandbox?: "create"): Profile => ({
  version: 1,
  metadata: { slug: "x", ...(sandbox === undefined ? {} : { sandbox }) },
  steps: [],
});

test("chooseSandbox() takes flag, then profile, then configuration, then what the place allows", async () => {
  await withFolder(async (runRoot) => {
    const input: ChoiceInput = {
      flag: undefined,
      forkFrom: undefined,
      settings: undefined,
      loaded: { profile: profile() },
      baseUrl: "https://wepp.example.org/weppcloud",
      runRoot,
      rootNamed: false,
    };
    const choose = async (changes: Partial<ChoiceInput>) => {
      const { mode, why } = await chooseSandbox({ ...input, ...changes });
      return `${mode}: ${why.replace(runRoot, "ROOT")}`;
    };
    const away = { runRoot: join(runRoot, "away") };
    assert.equal(await choose({}), "filesystem: the playback root ROOT is there");
    assert.equal(await choose(away), "create: the playback root ROOT/away is not there");
    assert.equal(
      await choose({ ...away, rootNamed: true }),
      "filesystem: the playback root ROOT/away is named",
    );
    assert.equal(
      await choose({ ...away, baseUrl: "embedded" }),
      "filesystem: the embedded server reads this disk",
    );
    assert.match(
      await choose({ settings: { mode: "create" } }),
      /^create: sandbox.mode of the configuration/,
    );
    const own = { loaded: { profile: profile("create") } };
    assert.match(await choose({ ...own, settings: { mode: "filesystem" } }), /^create: metadata.sandbox/);
    assert.match(await choose({ ...own, forkFrom: "ample-otter" }), /^fork: --fork-from/);
    assert.match(await choose({ ...own, flag: "filesystem" }), /^filesystem: asked for/);
  });
});

test("chooseSandbox() refuses a fork of nothing, and a run to fork for another kind", async () => {
  const input: ChoiceInput = {
    flag: "fork",
    forkFrom: undefined,
    settings: undefined,
    loaded: { profile: profile() },
    baseUrl: "embedded",
    runRoot: "/nowhere",
    rootNamed: false,
  };
  await assert.rejects(chooseSandbox(input), /needs the run to fork/);
  await assert.rejects(chooseSandbox({ ...input, flag: "create", forkFrom: "x" }), /is made by create/);
});
