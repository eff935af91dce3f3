import assert from "node:assert/strict";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { parseYaml } from "./source.ts";

function refused(text: string): { message: string; place: string } {
  try {
    parseYaml("f.yaml", text, "file");
  } catch (error) {
    assert.ok(error instanceof ProfileError, String(error));
    assert.equal(error.verdict, "usage");
    const { line, column } = error.position ?? {};
    return { message: error.message, place: `${line}:${column}` };
  }
  assert.fail(`accepted: ${text.slice(0, 80)}`);
}

test("parseYaml() refuses values that contain themselves, and aliases that name nothing", () => {
  assert.deepEqual(refused("a: &a\n  b: *a\n"), {
    message: "The file is not valid YAML: the alias *a contains itself",
    place: "2:6",
  });
  assert.match(refused("a: *nothing\n").message, /names nothing above it/);
  assert.match(refused("a: *b\nb: &b 1\n").message, /names nothing above it/);
});

test("parseYaml() refuses bombs, endless nesting and floods of anchors with a place", () => {
  const levels = "bcdefghij".split("").map((name, index) =>
    `${name}: &${name} [${Array(10).fill(`*${"abcdefghij"[index]}`).join(",")}]\n`
  );
  assert.match(refused(`a: &a [1,1,1,1,1,1,1,1,1,1]\n${levels.join("")}`).message, /[Aa]lias/);
  assert.equal(refused(`x: 1\na: ${"[".repeat(300)}${"]".repeat(300)}\n`).place.split(":")[0], "2");
  assert.match(refused(`a: ${"[".repeat(50_000)}`).message, /nested too deeply/);
  const deep = Array.from({ length: 4000 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join("");
  assert.match(refused(deep).message, /nested/);
  const anchors = Array.from({ length: 1500 }, (_, index) => `a${index}: &a${index} 1\n`).join("");
  assert.match(refused(anchors).message, /1500 anchors are too many/);
});

test("parseYaml() refuses keys that are no text or come twice, and tags that it does not know", () => {
  assert.deepEqual(refused("a: 1\nb: 2\na: 3\n"), {
    message: "The file is not valid YAML: Map keys must be unique",
    place: "3:1",
  });
  assert.match(refused("? { a: 1 }\n: 2\n").message, /a key must be text/);
  assert.match(refused("a: !!js/function x\n").message, /tag .*js\/function is not known here/);
  assert.match(refused("a: !!binary AAAA\n").message, /not known here/);
});

test("parseYaml() takes a hole only where it can stand: a misplaced one must not become a value", () => {
  assert.match(refused("a: !hole { x: 1 }\n").message, /tag !hole is not known here/);
  assert.match(refused("a: !suggested x\n").message, /tag !suggested/);
  assert.match(refused("a: !suggested { from: b }\n").message, /tag !suggested/);
});

test("parseYaml() keeps what YAML is for: aliases, merge-like keys, core tags", () => {
  const { content } = parseYaml("f.yaml", 'a: &a { x: 1 }\nb: *a\nc: !!str 1\n"<<": 2\n', "file");
  assert.deepEqual(content, { a: { x: 1 }, b: { x: 1 }, c: "1", "<<": 2 });
});
