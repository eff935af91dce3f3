import assert from "node:assert/strict";
import { test } from "node:test";
import { Command } from "@commander-js/extra-typings";
import { ProfileError } from "../lib/errors.ts";
import { applySwitches, collectList, countOf, option } from "./options.ts";

function parse(words: string[], env: Record<string, string>): Record<string, unknown> {
  const command = new Command("x")
    .addOption(option("--keep", "keep"))
    .addOption(option("--no-compare", "steps only"))
    .addOption(option("--allow-production", "gate"))
    .exitOverride();
  command.parse(words, { from: "user" });
  applySwitches(command as unknown as Command, env);
  return command.opts();
}

test("applySwitches() reads words from the environment: off is off", () => {
  assert.deepEqual(parse([], {}), { compare: true });
  assert.deepEqual(parse([], { PROFILE_KEEP: "1", PROFILE_ALLOW_PRODUCTION: "false" }), {
    compare: true,
    keep: true,
  });
  assert.deepEqual(parse([], { PROFILE_KEEP: "0", PROFILE_NO_COMPARE: "no" }), { compare: true });
  assert.deepEqual(parse([], { PROFILE_NO_COMPARE: "yes", PROFILE_COMPARE: "1" }), { compare: false });
});

test("applySwitches() lets the command line win and refuses other words", () => {
  assert.deepEqual(parse(["--keep"], { PROFILE_KEEP: "0" }), { compare: true, keep: true });
  assert.throws(() => parse([], { PROFILE_KEEP: "maybe" }), (error) => {
    assert.ok(error instanceof ProfileError);
    assert.equal(error.verdict, "usage");
    return true;
  });
});

test("option() takes another name in the environment where the usual one means something else", () => {
  const command = new Command().addOption(option("--all", "every profile", "PROFILE_PLAY_ALL"));
  command.parse([], { from: "user" });
  applySwitches(command as unknown as Command, { PROFILE_ALL: "1" });
  assert.deepEqual(command.opts(), {});
  applySwitches(command as unknown as Command, { PROFILE_PLAY_ALL: "1" });
  assert.deepEqual(command.opts(), { all: true });
});

test("countOf() and collectList() read what the command line gives", () => {
  assert.equal(countOf("jobs", undefined, 7), 7);
  assert.equal(countOf("jobs", "12", 1), 12);
  for (const text of ["", "0", "-1", "1.5", "many", "1e3"]) {
    assert.throws(() => countOf("jobs", text, 1), /--jobs/);
  }
  assert.deepEqual(collectList("b, c,", ["a"]), ["a", "b", "c"]);
});
