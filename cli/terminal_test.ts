import assert from "node:assert/strict";
import { test } from "node:test";
import { hasColour, shortPaths, terminalWidth } from "./terminal.ts";

test("shortPaths() tells paths from the current folder, where they are whole words", () => {
  const short = (line: string) => shortPaths(line, { cwd: "/data/lib" });
  assert.equal(short("at /data/lib/profiles/a.yaml:1:2"), "at profiles/a.yaml:1:2");
  assert.equal(short(`-F 'map=@"/data/lib/seed/a b.tif"'`), `-F 'map=@"seed/a b.tif"'`);
  assert.equal(short("/data/lib/x and /mnt/data/lib/y"), "x and /mnt/data/lib/y");
  assert.equal(short("/data/library/x"), "/data/library/x");
  assert.equal(shortPaths("at /data/x", { cwd: "/" }), "at /data/x");
});

test("terminalWidth() takes COLUMNS, within reason; without it nothing is fit", () => {
  assert.equal(terminalWidth({ env: { COLUMNS: "80" } }), 80);
  assert.equal(terminalWidth({ env: { COLUMNS: "7" } }), 40);
  assert.equal(terminalWidth({ env: { COLUMNS: "wide" } }), 1000);
  assert.equal(terminalWidth({ env: {} }), 1000);
});

test("hasColour() is for a terminal that shows colours, unless --color says otherwise", () => {
  const has = (asked: string | undefined, env: Record<string, string>, isTerminal = true) =>
    hasColour(asked, { env }, isTerminal);
  assert.equal(has(undefined, { TERM: "xterm", NO_COLOR: "" }), true);
  assert.equal(has("auto", { TERM: "xterm" }, false), false);
  assert.equal(has("auto", { TERM: "dumb" }), false);
  assert.equal(has(undefined, { NO_COLOR: "1" }), false);
  assert.equal(has("always", { TERM: "dumb", NO_COLOR: "1" }, false), true);
  assert.equal(has("never", { TERM: "xterm" }), false);
});
