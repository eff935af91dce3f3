import assert from "node:assert/strict";
import { test } from "node:test";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { unquote } from "../lib/completions/words.ts";
import { EXAMPLES } from "./examples.ts";
import { buildProgram } from "./program.ts";
import { testContext } from "./test_context.ts";

/** The words of a command's own examples: without redirections, and without what reads its output. */
function wordsOf(line: string): string[] {
  const [, command = ""] = /profile ((?:"[^"]*"|'[^']*'|[^'"|>)])*)/.exec(line) ?? [];
  return (command.match(/(?:"[^"]*"|'[^']*'|[^\s'"])+/g) ?? []).map((word) => unquote(word).text);
}

function pathOf(command: CommandUnknownOpts): string[] {
  return command.parent === null ? [] : [...pathOf(command.parent), command.name()];
}

/** The command that a line runs, with what it reads of it. */
async function parsed(line: string): Promise<string> {
  const program = buildProgram(testContext({}));
  let ran = "";
  const silence = (command: CommandUnknownOpts) => {
    if (command.commands.length === 0) command.action(() => void (ran = pathOf(command).join(" ")));
    command.commands.forEach(silence);
  };
  silence(program);
  await program.parseAsync(wordsOf(line), { from: "user" });
  return ran;
}

test("every command has one to four examples on its page, and every example belongs to a command", () => {
  const all = (
    command: CommandUnknownOpts,
  ): CommandUnknownOpts[] => [command, ...command.commands.flatMap(all)];
  const paths = new Set<string>();
  for (const command of all(buildProgram(testContext({})))) {
    const path = command.name() === "help" ? "help" : pathOf(command).join(" ");
    paths.add(path);
    const count = EXAMPLES[path]?.length ?? 0;
    assert.ok(count >= 1 && count <= 4, `profile ${path} has ${count} examples`);
    let page = "";
    command.configureOutput({ writeOut: (text) => void (page += text) });
    command.outputHelp();
    assert.match(page, /\nExamples:\n {2}# /, path);
  }
  assert.deepEqual(Object.keys(EXAMPLES).filter((path) => !paths.has(path)), []);
});

test("every example is a line that the program takes, of the command that it stands at", async () => {
  for (const [path, examples] of Object.entries(EXAMPLES)) {
    for (const { line, about } of examples) {
      assert.match(about, /^[^\s].*[^.]$/, about);
      const command = await parsed(line);
      const isOverview = path === "" || path === "record" || path === "help";
      assert.ok(isOverview ? command !== "" : command === path, `${line}: ${command}`);
    }
  }
});
