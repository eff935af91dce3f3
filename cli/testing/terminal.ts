/** A terminal for tests: what is to be seen after texts with escape sequences were written to it. */
import { cellsOf } from "../../lib/text/cells.ts";

// deno-lint-ignore no-control-regex
const TOKENS = /\x1b\[(\d+)A|\x1b\[([JK])|\x1b\[[\d;]*m|([^\x1b])/gsu;

/**
 * Knows what live lines use: text, line feeds, cursor up, clear to the end of line and screen; colours are passed over.
 * As most do, it wraps anew what it shows when its width changes. A wide letter takes two cells, and none is cut in half.
 */
export class Terminal {
  /** What was written, by whole lines; the cursor stands in one of them, behind so many letters. */
  lines: string[][] = [[]];
  line = 0;
  at = 0;
  constructor(public columns: number) {}

  write(text: string): void {
    for (const [, up, clear, letter] of text.matchAll(TOKENS)) {
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
