import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LiveLines, type TerminalSize } from "./live_lines.ts";

/** A terminal that knows what LiveLines uses: text, line feeds, cursor up, clear to the end of line and screen. */
class Terminal {
  lines: string[] = [""];
  row = 0;
  column = 0;
  constructor(readonly columns: number) {}

  write(text: string): void {
    // deno-lint-ignore no-control-regex
    for (const [, up, clear, letter] of text.matchAll(/\x1b\[(\d+)A|\x1b\[([JK])|([^\x1b])/gsu)) {
      if (up !== undefined) this.row = Math.max(0, this.row - Number(up));
      else if (clear === "K") this.#set(this.#line().slice(0, this.column));
      else if (clear === "J") {
        this.#set(this.#line().slice(0, this.column));
        this.lines.length = this.row + 1;
      } else if (letter === "\r") this.column = 0;
      else if (letter === "\n") [this.row, this.column] = [this.row + 1, 0];
      else if (letter !== undefined) {
        if (this.column === this.columns) [this.row, this.column] = [this.row + 1, 0];
        this.#set(this.#line().slice(0, this.column) + letter + this.#line().slice(this.column + 1));
        this.column++;
      }
      while (this.lines.length <= this.row) this.lines.push("");
    }
  }

  shown(): string {
    return this.lines.join("\n").trimEnd();
  }

  #line(): string {
    return this.lines[this.row] ?? "";
  }

  #set(text: string): void {
    this.lines[this.row] = text;
  }
}

const word = fc.stringMatching(/^[a-z]{1,12}$/);
const action = fc.oneof(
  fc.record({ print: word }),
  fc.record({ live: fc.array(word, { maxLength: 6 }) }),
);

test("LiveLines stand below all that was printed, whatever happens in which order", () => {
  fc.assert(fc.property(fc.array(action), fc.integer({ min: 4, max: 30 }), (actions, columns) => {
    const terminal = new Terminal(columns);
    let live: string[] = [];
    const lines = new LiveLines(() => live, () => ({ columns, rows: 40 }));
    const printed: string[] = [];
    const cut = (text: string) => text.length < columns ? text : `${text.slice(0, columns - 2)}…`;
    for (const one of actions) {
      if ("print" in one) {
        printed.push(...one.print.match(new RegExp(`.{1,${columns}}`, "g")) ?? []);
        terminal.write(lines.above(`${one.print}\n`));
      } else {
        live = one.live;
        terminal.write(lines.refresh());
      }
      assert.equal(terminal.shown(), [...printed, ...live.map(cut)].join("\n"));
    }
    terminal.write(lines.erase());
    assert.equal(terminal.shown(), printed.join("\n"));
  }));
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
