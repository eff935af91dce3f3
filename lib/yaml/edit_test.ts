import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import fc from "fast-check";
import { Document } from "yaml";
import { Hole } from "../model/profile.ts";
import { YamlEditor } from "./edit.ts";
import { HOLE_TAGS } from "./hole_tag.ts";

const TEXT = `# header
version: 1

metadata:   {slug: x,  tags: [ a ]}   # odd spaces stay

steps:
  # about the first
  - id: one
    path: "/a"   # quoted
    json:
      lat: !hole "withheld"   # where
      deep: !suggested
        value: 4
        from: a.nodb
        hole: withheld
      long: text
    query: { a: !hole "none", b: 2 }

  # about the second
  - id: two
    path: /b

  - id: three
    path: /c
notes: |
  Some
  lines
`;

function edited(change: (editor: YamlEditor) => void): string {
  const editor = new YamlEditor(TEXT, "p.yaml");
  change(editor);
  return editor.text;
}

/** Lines that are gone, and lines that came. */
function diff(text: string): { gone: string[]; came: string[] } {
  const [old, fresh] = [TEXT.split("\n"), text.split("\n")];
  return {
    gone: old.filter((line) => !fresh.includes(line)),
    came: fresh.filter((line) => !old.includes(line)),
  };
}

test("set() exchanges a value where it stands, and nothing else", () => {
  assert.deepEqual(diff(edited((e) => e.set(["steps", 0, "json", "lat"], 46.1))), {
    gone: ['      lat: !hole "withheld"   # where'],
    came: ["      lat: 46.1   # where"],
  });
  assert.deepEqual(diff(edited((e) => e.set(["steps", 0, "query", "a"], "x, y"))), {
    gone: ['    query: { a: !hole "none", b: 2 }'],
    came: ['    query: { a: "x, y", b: 2 }'],
  });
  assert.deepEqual(diff(edited((e) => e.set(["metadata", "slug"], "on"))).came, [
    'metadata:   {slug: "on",  tags: [ a ]}   # odd spaces stay',
  ]);
});

test("set() takes a suggestion away with all its lines", () => {
  const { gone, came } = diff(edited((e) => e.set(["steps", 0, "json", "deep"], 4)));
  assert.deepEqual(came, ["      deep: 4"]);
  assert.equal(gone.length, 4);
});

test("set() writes long values over several lines, and holes and suggestions as such", () => {
  const long = { list: Array.from({ length: 30 }, (_, index) => `item ${index}`), text: "a\nb" };
  const hole = new Hole("because", { value: { x: 1 }, from: "f" });
  const editor = new YamlEditor(TEXT, "p.yaml");
  editor.set(["steps", 0, "json", "lat"], long);
  editor.set(["steps", 1, "json"], { h: hole, none: null });
  const again = new YamlEditor(editor.text, "p.yaml");
  assert.deepStrictEqual(again.content, editor.content);
  assert.match(editor.text, /lat:\n {8}list:\n/);
  assert.match(editor.text, /odd spaces stay/);
});

test("set() adds keys in maps of both kinds, and makes maps on the way", () => {
  assert.deepEqual(diff(edited((e) => e.set(["steps", 1, "optional"], true))).came, ["    optional: true"]);
  assert.deepEqual(diff(edited((e) => e.set(["metadata", "title"], "A: b"))).came, [
    'metadata:   {slug: x,  tags: [ a ], title: "A: b"}   # odd spaces stay',
  ]);
  const text = edited((e) => e.set(["prerequisites", "secrets", "KEY"], "what it is", "metadata"));
  assert.match(text, /stay\n\nprerequisites:\n {2}secrets:\n {4}KEY: what it is\n\nsteps:/);
});

test("set() of two keys below a map that is made keeps the rest as it is", () => {
  const text = edited((e) => {
    e.set(["prerequisites", "secrets", "A"], 1, "metadata");
    e.set(["prerequisites", "secrets", "B"], 2, "metadata");
  });
  assert.deepEqual(diff(text), { gone: [], came: ["prerequisites:", "  secrets:", "    A: 1", "    B: 2"] });
});

test("remove() takes an item with its comment, and a key", () => {
  const text = edited((e) => e.remove(["steps", 1]));
  assert.equal(text, TEXT.replace(/ {2}# about the second\n.*\n.*\n\n/, ""));
  assert.equal(edited((e) => e.remove(["steps", 2])), TEXT.replace(/\n {2}- id: three\n.*\n/, ""));
  assert.equal(edited((e) => e.remove(["steps", 0, "json", "long"])), TEXT.replace("      long: text\n", ""));
  const none = edited((e) => {
    for (let count = 0; count < 3; count++) e.remove(["steps", 0]);
  });
  assert.match(none, /steps: \[\]|steps:\n {2}\[\]/);
});

test("YamlEditor of any content holds what was set, and reads back", () => {
  const key = fc.oneof(fc.constantFrom("a", "b", "on", "a.b", "x y", "1"), fc.string({ maxLength: 5 }))
    .filter((name) => name !== "__proto__");
  const leaf = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.integer(),
    fc.double({ noNaN: true }).map((value) => value + 0),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom(
      "~",
      "null",
      "- x",
      "a: b",
      "#c",
      "{",
      "x,y",
      "'",
      '"',
      "multi\nline\n",
      "%",
      "!t",
      "&a",
      "*a",
    ),
    fc.string({ maxLength: 8 }).map((reason) => new Hole(reason)),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      leaf,
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  const at = fc.tuple(key, key);
  fc.assert(
    fc.property(
      fc.dictionary(key, fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true }), {
        minKeys: 1,
        maxKeys: 4,
        noNullPrototype: true,
      }),
      fc.array(fc.tuple(at, value), { minLength: 1, maxLength: 4 }),
      (content, edits) => {
        const text = new Document(content, { customTags: HOLE_TAGS, aliasDuplicateObjects: false }).toString({
          lineWidth: 0,
        });
        const editor = new YamlEditor(text, "p.yaml");
        for (const [path, next] of edits) editor.set(path, Object.is(next, -0) ? 0 : next);
        const again = new YamlEditor(editor.text, "p.yaml");
        assert.deepStrictEqual(again.content, editor.content);
      },
    ),
    { numRuns: process.env["PROFILE_TEST_SOAK"] === undefined ? 300 : 20_000 },
  );
});
