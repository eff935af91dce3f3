import assert from "node:assert/strict";
import { test } from "node:test";
import { ProfileError } from "../lib/errors.ts";
import { Output } from "./output.ts";
import { renderError } from "./render_error.ts";

test("renderError() shows the first findings of a brief error, all with --verbose and always those of others", () => {
  const lines = (brief: boolean, verbose: boolean): string[] => {
    let text = "";
    const out = new Output({ stdout: () => {}, stderr: (more) => text += more });
    out.options = { ...out.options, verbose };
    const others = Array.from({ length: 9 }, (_, at) => ({ message: `hole ${at}` }));
    assert.equal(renderError(new ProfileError("refused", "10 holes", { others, brief }), out, {}), "refused");
    return text.trimEnd().split("\n");
  };
  assert.deepEqual(lines(true, false).slice(4), ["error: hole 3", "  and 5 more (--verbose lists them)"]);
  assert.equal(lines(true, true).length, 10);
  assert.equal(lines(false, false).length, 10);
});
