import assert from "node:assert/strict";
import { test } from "node:test";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { ProfileError } from "../lib/errors.ts";
import { buildProgram } from "./program.ts";
import { testContext } from "./test_context.ts";

/** The commands of a fresh command line; each page is caught in `pages`. */
function commands(pages: string[] = []): CommandUnknownOpts[] {
  const all = (
    command: CommandUnknownOpts,
  ): CommandUnknownOpts[] => [command, ...command.commands.flatMap(all)];
  const found = all(buildProgram(testContext({})));
  for (const command of found) {
    command.configureOutput({ writeOut: (text) => void pages.push(text), getOutHelpWidth: () => 80 });
  }
  return found;
}

async function faultOf(words: string): Promise<ProfileError> {
  const [program] = commands();
  try {
    await program?.parseAsync(words.split(" ").filter((word) => word !== ""), { from: "user" });
  } catch (error) {
    assert.ok(error instanceof ProfileError, `profile ${words}`);
    return error;
  }
  return assert.fail(`profile ${words} did not fail`);
}

test("every line of every help page fits 80 columns, unless one word is longer", () => {
  const seen = new Set<string>();
  for (const at of commands().keys()) {
    const pages: string[] = [];
    const command = commands(pages)[at];
    command?.outputHelp();
    const page = pages.join("");
    seen.add(command?.name() ?? "");
    assert.match(page, /^Usage: profile/);
    for (const line of page.split("\n")) {
      assert.ok(line.length <= 80 || /^\s*\S+$/.test(line), `${command?.name()}: ${line}`);
    }
    assert.match(page, /\nExit codes: 0 passed, 1 differences, /);
    assert.equal(page.includes("\nAlso: -v, -q, --json, "), command?.name() !== "profile");
  }
  assert.ok(["profile", "play", "tail", "help"].every((name) => seen.has(name)));
});

test("help pages name a variable of the environment only where it is not the option's own name", () => {
  const pages: string[] = [];
  commands(pages).find((command) => command.name() === "play")?.outputHelp();
  const page = pages.join("").replace(/\s+/g, " ");
  assert.ok(page.includes("every profile of the data root (env: PROFILE_PLAY_ALL)"));
  assert.ok(!page.includes("(env: PROFILE_KEEP)") && !page.includes("env: PROFILE_BASE_URL"));
});

test("help follows the words to the page of a sub-command", async () => {
  for (
    const words of [["help", "record", "tail"], ["record", "help", "tail"], ["record", "tail", "--help"]]
  ) {
    const pages: string[] = [];
    await assert.rejects(async () => await commands(pages)[0]?.parseAsync(words, { from: "user" }));
    assert.match(pages.join(""), /^Usage: profile record tail /, words.join(" "));
  }
});

test("a fault of the command line names the page of its command; a mistyped command has no page", async () => {
  const cases = [
    ["plya", "unknown command 'plya' (Did you mean play?)", "profile --help"],
    ["plya --help", "unknown command 'plya' (Did you mean play?)", "profile --help"],
    ["help plya", "unknown command 'plya' (Did you mean play?)", "profile --help"],
    ["help nosuchthing", "unknown command 'nosuchthing'", "profile --help"],
    ["record tial --help", "unknown command 'tial' (Did you mean tail?)", "profile record --help"],
    ["help record tial", "unknown command 'tial' (Did you mean tail?)", "profile record --help"],
    ["record tail", "missing required argument 'run-dir|log'", "profile record tail --help"],
    ["play --nosuch", "unknown option '--nosuch'", "profile play --help"],
    ["record", "no command", "profile record --help"],
    ["", "no command", "profile --help"],
    ["play us-small --sandbox nope", /'nope' is invalid/, "profile play --help"],
  ] as const;
  for (const [words, message, remedy] of cases) {
    const fault = await faultOf(words);
    if (typeof message === "string") assert.equal(fault.message, message, words);
    else assert.match(fault.message, message, words);
    assert.deepEqual([fault.verdict, fault.remedy], ["usage", remedy], words);
  }
});
