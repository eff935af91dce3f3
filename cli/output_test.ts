import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveLines } from "./progress/live_lines.ts";
import { Output } from "./output.ts";
import { Terminal } from "./testing/terminal.ts";

test("Output keeps live lines below everything, on whichever stream it is printed", () => {
  const terminal = new Terminal(40);
  // Both streams are the same terminal.
  const out = new Output({
    stdout: (text) => terminal.write(String(text)),
    stderr: (text) => terminal.write(text),
  });
  let line = "run-wepp  job started";
  out.showLive(new LiveLines(() => [line], () => ({ columns: 40, rows: 24 })));
  out.line("ok    set-outlet");
  out.warn("warning: slow");
  out.document("# Report\n");
  out.lines(["one", "two"]);
  const printed = ["ok    set-outlet", "warning: slow", "# Report", "one", "two"];
  assert.deepEqual(terminal.shown(), [...printed, line]);
  line = "comparing 3 of 17";
  out.refreshLive();
  assert.deepEqual(terminal.shown(), [...printed, line]);
  out.showLive(undefined);
  out.result("passed");
  assert.deepEqual(terminal.shown(), [...printed, "passed"]);
});

test("Output draws live lines where the words for people go when a report takes standard output", () => {
  const written = { stdout: "", stderr: "" };
  const out = new Output({
    stdout: (text) => void (written.stdout += String(text)),
    stderr: (text) => void (written.stderr += text),
  });
  out.peopleTo = "stderr";
  out.showLive(new LiveLines(() => ["run-wepp"], () => ({ columns: 40, rows: 24 })));
  out.line("ok");
  out.document("<testsuites/>\n");
  out.showLive(undefined);
  assert.equal(written.stdout, "<testsuites/>\n");
  assert.match(written.stderr, /run-wepp/);
});
