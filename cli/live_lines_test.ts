import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cellsOf, cutToCells } from "../lib/text/cells.ts";
import { LiveLines, type TerminalSize } from "./live_lines.ts";

/**
 * A terminal that knows what LiveLines uses: text, line feeds, cursor up, clear to the end of line and screen. As most
 * do, it wraps anew what it shows when its width changes. A wide letter takes two cells, and none is cut in half.
 */
class Terminal {
  /** What was written, by whole lines; the cursor stands in one of them, behind so many letters. */
  lines: string[][] = [[]];
  line = 0;
  at = 0;
  constructor(public columns: number) {}

  write(text: string): void {
    // deno-lint-ignore no-control-regex
    for (const [, up, clear, letter] of text.matchAll(/\x1b\[(\d+)A|\x1b\[([JK])|([^\x1b])/gsu)) {
      if (up !== undefined) this.#up(Number(up));
      else if (clear !== undefined) {
        // A row of a wrapped line ends where the next begins; nothing clears one that stands in the middle.
        this.#letters().length = this.at;
        if (clear === "J") this.lines.length = this.line + 1;
      } else if (letter === "\r") {
        this.at = this.#starts(this.#letters()).findLast((start) => start <= this.at) ?? 0;
      } else if (letter === "\n") [this.line, this.at] = [this.line + 1, 0];
      else if (letter !== undefined) this.#letters()[this.at++] = letter;
      while (this.lines.length <= this.line) this.lines.push([]);
    }
  }

  /** What is to be seen, line by line, whatever wraps. */
  shown(): string[] {
    const texts = this.lines.map((letters) => letters.join(""));
    return texts.slice(0, texts.findLastIndex((text) => text !== "") + 1);
  }

  #letters(): string[] {
    return this.lines[this.line] ??= [];
  }

  /** Where in a line each row begins. */
  #starts(letters: readonly string[]): number[] {
    const starts = [0];
    let column = 0;
    for (const [at, letter] of letters.entries()) {
      if (column + cellsOf(letter) > this.columns) {
        starts.push(at);
        column = 0;
      }
      column += cellsOf(letter);
    }
    return starts;
  }

  #up(rows: number): void {
    for (let left = rows; left > 0; left--) {
      const above = this.#starts(this.#letters()).filter((start) => start <= this.at).at(-2);
      if (above === undefined && this.line === 0) return;
      if (above === undefined) this.line--;
      this.at = above ?? this.#starts(this.#letters()).at(-1) ?? 0;
    }
  }
}

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
  // Somebody else wrote: nothing of it is gone over.
  lines.forget();
  assert.equal(lines.refresh(), "soil\x1b[K\n\x1b[J");
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
