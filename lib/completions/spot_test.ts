import assert from "node:assert/strict";
import { test } from "node:test";
import type { CommandShape, OptionShape, Takes } from "./shape.ts";
import { findSpot } from "./spot.ts";

function option(long: string, takes: Takes, short?: string): OptionShape {
  const named = { long, summary: "", takes, placeholder: "", choices: [], repeatable: false, hidden: false };
  return { ...named, sets: long.replace(/^--(no-)?/, ""), ...(short === undefined ? {} : { short }) };
}

function command(name: string, parts: Partial<CommandShape>): CommandShape {
  return { name, summary: "", commands: [], options: [], args: [], ...parts };
}

const slug = { name: "profile", choices: [], many: true };
const step = { name: "step", choices: [], many: false };
const ROOT = command("profile", {
  options: [option("--data-root", "one"), option("--verbose", "nothing", "-v")],
  commands: [
    command("play", {
      args: [slug],
      options: [option("--jobs", "one", "-j"), option("--fault", "many"), option("--accept", "perhaps")],
    }),
    command("review", { args: [{ ...step, name: "draft" }, step] }),
    command("record", { commands: [command("tail", { args: [step] })] }),
    command("help", { args: [{ name: "command", choices: [], many: true }] }),
  ],
});

test("findSpot() tells what the last word is, from the words before it", () => {
  const cases: [string, string, string[]][] = [
    ["", "command", []],
    ["pl", "command", []],
    ["--data-root x pl", "command", []],
    ["--data-root=x pl", "command", []],
    ["--data-root ", "--data-root", []],
    ["-v play ", "profile", ["play"]],
    ["play a b ", "profile", ["play"]],
    ["play --jobs ", "--jobs", ["play"]],
    ["play --jobs 4 ", "profile", ["play"]],
    ["play -j ", "--jobs", ["play"]],
    ["play -j4 ", "profile", ["play"]],
    ["play -vj ", "--jobs", ["play"]],
    ["play --jobs=", "--jobs", ["play"]],
    ["play --fault a ", "--fault", ["play"]],
    ["play --fault a --", "option", ["play"]],
    ["play --accept ", "--accept profile", ["play"]],
    ["play --accept x ", "profile", ["play"]],
    ["play --verbose ", "profile", ["play"]],
    ["play --verbose=", "", ["play"]],
    ["play --unknown ", "profile", ["play"]],
    ["play -- --j", "profile", ["play"]],
    ["review a ", "step", ["review"]],
    ["review a b ", "", ["review"]],
    ["record ", "command", ["record"]],
    ["record tail ", "step", ["record", "tail"]],
    ["recrd ", "", []],
    ["help rec", "command", ["help"]],
    ["help record ", "command", ["help", "record"]],
  ];
  for (const [line, wants, path] of cases) {
    const spot = findSpot(ROOT, line.split(" "));
    const found = spot.wants.map((want) =>
      want.kind === "value" ? want.option.long : want.kind === "argument" ? want.argument.name : want.kind
    );
    assert.equal(found.join(" "), wants, line);
    assert.deepEqual(spot.path, path, line);
  }
});

test("findSpot() parts the value from what stands before it in the word, and keeps what was said", () => {
  const spot = findSpot(ROOT, ["--data-root=/x=y", "play", "us-small", "-j", "2", "--jobs=a=b"]);
  assert.deepEqual([spot.lead, spot.typed, spot.words], ["--jobs=", "a=b", ["us-small"]]);
  assert.deepEqual([...spot.values], [["--data-root", ["/x=y"]], ["--jobs", ["2"]]]);
  assert.deepEqual([...spot.set], ["data-root", "jobs"]);
});
