import assert from "node:assert/strict";
import { test } from "node:test";
import { Command } from "@commander-js/extra-typings";
import { askedWords } from "./asked_words.ts";
import { option } from "./options.ts";

test("askedWords() gives what was typed, ready to be typed again", async () => {
  let words: string[] = [];
  const play = new Command("play")
    .argument("<profile...>")
    .addOption(option("--embedded", ""))
    .addOption(option("--embedded-fault <name...>", ""))
    .addOption(option("--env-file <file>", ""))
    .addOption(option("--scratch <dir>", "").default("/tmp/x"))
    .addOption(option("--no-compare", ""))
    .addOption(option("--keep", ""))
    .addOption(option("--report-junit <file>", ""))
    .action((_names, _options, command) => {
      words = askedWords(command as unknown as Command);
    });
  const program = new Command("profile").addOption(option("--data-root <dir>", ""))
    .addCommand(play as unknown as Command);
  const typed =
    "--data-root d play us-small --embedded --env-file e --embedded-fault a=1 --embedded-fault b " +
    "--no-compare --report-junit j.xml";
  await program.parseAsync(typed.split(" "), { from: "user" });
  assert.deepEqual(words, [
    "--embedded-fault",
    "a=1",
    "--embedded-fault",
    "b",
    "--env-file",
    "e",
    "--no-compare",
    "--data-root",
    "d",
  ]);
});
