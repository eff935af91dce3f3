import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ProfileError } from "../../errors.ts";
import { commandWords, fillWords } from "./command_words.ts";

const VALUES = {
  job: "run_wepp",
  run_id: "profile;;tmp;;1",
  config: "cfg",
  run_dir: "/r",
  payload_file: "/p",
};

test("commandWords() takes a line apart as a shell would, and looks nothing up", () => {
  const cases: [string, string[]][] = [
    ["docker compose exec -T web python -m jobs {{job}}", [
      ..."docker compose exec -T web python -m jobs".split(" "),
      "{{job}}",
    ]],
    [` a  'b c' "d 'e'" f\\ g `, ["a", "b c", "d 'e'", "f g"]],
    [`x '' "" y`, ["x", "", "", "y"]],
    [`a"b"'c' "\\"" '\\'`, ["abc", '"', "\\"]],
    ["echo $HOME * | rm;", ["echo", "$HOME", "*", "|", "rm;"]],
  ];
  for (const [line, words] of cases) assert.deepEqual(commandWords(line), words, line);
  assert.deepEqual(commandWords(["a b", "{{job}}"]), ["a b", "{{job}}"]);
});

test("commandWords() gives back every list of words that was quoted", () => {
  fc.assert(
    fc.property(fc.array(fc.string().filter((word) => !word.includes("{{")), { minLength: 1 }), (words) => {
      const line = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
      assert.deepEqual(commandWords(line), words);
    }),
  );
});

test("commandWords() refuses what cannot be meant", () => {
  for (const line of ["", "  ", "a 'b", 'a "b', "a {{jobs}}", "a {{ }}"]) {
    assert.throws(
      () => commandWords(line),
      (error) => error instanceof ProfileError && error.verdict === "usage",
      line,
    );
  }
});

test("fillWords() keeps each value within its word", () => {
  const words = ["x", "{{ job }}", "--run={{run_id}}", "{{payload_file}}{{job}}"];
  const values = { ...VALUES, job: "a b; $(rm) {{run_id}} $&" };
  assert.deepEqual(fillWords(words, values), [
    "x",
    "a b; $(rm) {{run_id}} $&",
    "--run=profile;;tmp;;1",
    "/pa b; $(rm) {{run_id}} $&",
  ]);
});
