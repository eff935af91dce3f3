import assert from "node:assert/strict";
import { test } from "node:test";
import { offerLine, unquote } from "./words.ts";

test("unquote() takes off what a shell would, and says which quote is open", () => {
  const cases: [string, string, string?][] = [
    ["us-small", "us-small"],
    ['"us and ni', "us and ni", '"'],
    ["'Mill Cr", "Mill Cr", "'"],
    ["us\\ and", "us and"],
    [`'a'"b"c`, "abc"],
    [`"it's \\"x\\""`, `it's "x"`],
    [`'a\\b'`, "a\\b"],
    ["", ""],
  ];
  for (const [word, text, open] of cases) {
    assert.deepEqual(unquote(word), open === undefined ? { text } : { text, open }, word);
  }
});

test("offerLine() quotes for bash and PowerShell, and gives the others the meaning", () => {
  const offer = { value: "Mill $(x) 'a'", summary: "two\n lines" };
  assert.equal(offerLine("bash", offer, "--name="), "--name=Mill\\ \\$\\(x\\)\\ \\'a\\'");
  assert.equal(offerLine("bash", offer, "--name=", "'"), "Mill $(x) 'a'");
  assert.equal(offerLine("bash", { value: "~x*?[é]" }, ""), "\\~x\\*\\?\\[\\é\\]");
  assert.equal(offerLine("zsh", offer, "--name="), "--name=Mill $(x) 'a'\ttwo lines");
  assert.equal(offerLine("fish", offer, ""), "Mill $(x) 'a'\ttwo lines");
  assert.equal(offerLine("powershell", offer, ""), "'Mill $(x) ''a'''\ttwo lines");
  assert.equal(offerLine("powershell", { value: "us-small" }, ""), "us-small\t");
});
