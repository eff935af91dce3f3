import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { allOf, parseTagExpression } from "./tag_expression.ts";

/** An expression as a tree: the model that the parser is held against. */
type Tree =
  | { tag: string }
  | { not: Tree }
  | { op: "and" | "or"; left: Tree; right: Tree };

const TAGS = ["us", "nightly", "slow", "v1.2", "a-b", "and", "with space", "("];
const tag = fc.constantFrom(...TAGS);
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    tag.map((name) => ({ tag: name })),
    tie("tree").map((inner) => ({ not: inner })),
    fc.record({ op: fc.constantFrom("and" as const, "or" as const), left: tie("tree"), right: tie("tree") }),
  ),
}));

function holds(node: Tree, tags: ReadonlySet<string>): boolean {
  if ("tag" in node) return tags.has(node.tag);
  if ("not" in node) return !holds(node.not, tags);
  const [left, right] = [holds(node.left, tags), holds(node.right, tags)];
  return node.op === "and" ? left && right : left || right;
}

/** Written with as few parentheses as the binding of the words allows. */
function write(node: Tree, binding = 0): string {
  if ("tag" in node) return /^[a-z0-9.-]+$/.test(node.tag) && node.tag !== "and" ? node.tag : `"${node.tag}"`;
  if ("not" in node) return `not ${write(node.not, 3)}`;
  const own = node.op === "and" ? 2 : 1;
  const text = `${write(node.left, own)} ${node.op.toUpperCase()} ${write(node.right, own + 1)}`;
  return own < binding ? `(${text})` : text;
}

test("parseTagExpression() means what the tree means that was written", () => {
  fc.assert(fc.property(tree, fc.subarray(TAGS), (node, tags) => {
    const parsed = parseTagExpression(write(node));
    assert.equal(parsed.matches(tags), holds(node, new Set(tags)), write(node));
  }));
});

test("parseTagExpression() reads any text or points into it", () => {
  const part = fc.constantFrom("us", "and", "or", "not", "(", ")", " ", '"', "'", "é", "\t", "𝒳");
  fc.assert(fc.property(fc.array(part).map((parts) => parts.join("")), (text) => {
    try {
      parseTagExpression(text);
    } catch (error) {
      assert.ok(error instanceof Error);
      const [, shown = "", arrow = ""] = error.message.split("\n");
      if (text.trim() === "") return assert.equal(error.message, "The tag expression is empty");
      assert.match(arrow, /^ *\^$/);
      assert.ok([...arrow].length <= [...shown].length + 1, error.message);
    }
  }));
});

test("parseTagExpression() names the place of a fault", () => {
  const cases: [text: string, what: RegExp, column: number][] = [
    ["nightly adn slow", /expected "and" or "or"/, 8],
    ["(us or nightly", /"\(" is not closed/, 0],
    ["us)", /"\)" closes nothing/, 2],
    ["us and", /a tag is missing at the end/, 6],
    ["us and or slow", /expected a tag, not "or"/, 7],
    ["us and 'slow", /the quote is not closed/, 7],
    ["(us slow)", /expected "and", "or" or "\)"/, 4],
    ["us,eu", /a comma says neither/, 2],
    ["()", /expected a tag, not "\)"/, 1],
    ["not ''", /a tag is never empty/, 4],
  ];
  for (const [text, what, column] of cases) {
    assert.throws(() => parseTagExpression(text), (error: Error) => {
      assert.match(error.message, what);
      assert.equal(error.message.split("\n")[2], `  ${" ".repeat(column)}^`, text);
      return true;
    });
  }
});

test("allOf() holds where every expression holds, and names all tags once", () => {
  const both = allOf(["us or eu", "not slow and not us"]);
  assert.deepEqual(both.names, ["us", "eu", "slow"]);
  assert.equal(both.matches(["eu"]), true);
  assert.equal(both.matches(["us"]), false);
  assert.equal(allOf([]).matches([]), true);
});
