import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cutToCells } from "../../lib/text/cells.ts";
import { LiveLines, type TerminalSize } from "./live_lines.ts";
import { Terminal } from "../testing/terminal.ts";

const word = fc.string({
  unit: fc.constantFrom("a", "z", "-", "土", "壤", "e\u0301", "🔥"),
  minLength: 1,
  maxLength: 24,
});
const columns = fc.integer({ min: 8, max: 60 });
const action = fc.oneof(
  fc.record({ print: word }),
  fc.record({ live: fc.array(word, { maxLength: 6 }) }),
  fc.record({ columns }),
);

test("LiveLines stand below all that was printed, whatever happens in which order and width", () => {
  fc.assert(
    fc.property(fc.array(action), columns, (actions, first) => {
      const terminal = new Terminal(first);
      let live: string[] = [];
      const lines = new LiveLines(() => live, () => ({ columns: terminal.columns, rows: 40 }));
      const printed: string[] = [];
      const cut = (text: string) => cutToCells(text, terminal.columns - 1);
      let drawn: string[] = [];
      for (const one of actions) {
        if ("columns" in one) {
          // The terminal wraps what stands there; the next drawing makes it good.
          terminal.columns = one.columns;
          continue;
        }
        if ("print" in one) {
          printed.push(one.print);
          terminal.write(lines.above(`${one.print}\n`));
        } else {
          live = drawn = one.live;
          terminal.write(lines.refresh());
        }
        assert.deepEqual(terminal.shown(), [...printed, ...drawn.map(cut)]);
      }
      terminal.write(lines.erase());
      assert.deepEqual(terminal.shown(), printed);
      terminal.write("$");
      assert.deepEqual(terminal.shown(), [...printed, "$"], "the cursor stands where the next text belongs");
    }),
    { numRuns: 500 },
  );
});

test("LiveLines write nothing while nothing changes, and leave half of the terminal", () => {
  let size: TerminalSize = { columns: 20, rows: 6 };
  const all = ["a", "b", "c", "d", "e"];
  const lines = new LiveLines(() => all, () => size);
  assert.match(lines.refresh(), /^a.{3}\nb.{3}\n… and 3 more.{3}\n/);
  assert.equal(lines.refresh(), "");
  // Half the width: the last line of 12 letters has wrapped.
  size = { columns: 10, rows: 6 };
  assert.ok(lines.erase().startsWith("\x1b[4A"));
  assert.equal(lines.erase(), "");
});

test("LiveLines that show nothing add nothing to what is printed, and hidden ones come back", () => {
  let live: string[] = [];
  const lines = new LiveLines(() => live, () => ({ columns: 20, rows: 6 }));
  assert.equal(lines.refresh() + lines.above("text\n") + lines.hide() + lines.show(), "text\n");
  live = ["soil"];
  lines.refresh();
  assert.equal(lines.hide(), "\x1b[1A\r\x1b[J");
  assert.equal(lines.above("text\n"), "text\nsoil\n");
});

test("LiveLines change with refresh alone, however much is printed", () => {
  let count = 0;
  const lines = new LiveLines(() => [`asked ${++count}`], () => ({ columns: 20, rows: 6 }));
  lines.refresh();
  for (let line = 0; line < 100; line++) assert.ok(lines.above(`${line}\n`).endsWith("asked 1\n"));
  assert.equal(count, 1);
});

test("LiveLines draw nothing in a terminal that is too narrow for words", () => {
  const lines = new LiveLines(() => ["soil"], () => ({ columns: 5, rows: 6 }));
  assert.equal(lines.refresh(), "");
});
