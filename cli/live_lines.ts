/** Lines at the foot of a terminal that change in place, while everything else scrolls above them. */

/** Size of the terminal, as it is now. */
export interface TerminalSize {
  columns: number;
  rows: number;
}

/**
 * Text that draws and erases the lines. What was drawn last is remembered, with its lengths: a terminal that became
 * narrower has wrapped it.
 */
export class LiveLines {
  #drawn: number[] = [];
  #shown = "";

  /**
   * @param lines what is to be shown now
   * @param size asked at every drawing
   */
  constructor(private readonly lines: () => string[], private readonly size: () => TerminalSize) {}

  /** The text printed above, and the lines anew. */
  above(text: string): string {
    return `${this.#up()}\x1b[J${text}${this.#draw(this.#fitted())}`;
  }

  /** The lines where they stand, each over its old self; empty when nothing changed. */
  refresh(): string {
    const lines = this.#fitted();
    if (lines.join("\n") === this.#shown) return "";
    return `${this.#up()}${this.#draw(lines, "\x1b[K")}\x1b[J`;
  }

  /** Takes the lines away. */
  erase(): string {
    const text = this.#drawn.length === 0 ? "" : `${this.#up()}\x1b[J`;
    this.#drawn = [];
    this.#shown = "";
    return text;
  }

  #draw(lines: readonly string[], end = ""): string {
    this.#drawn = lines.map((line) => [...line].length);
    this.#shown = lines.join("\n");
    return lines.map((line) => `${line}${end}\n`).join("");
  }

  #up(): string {
    const { columns } = this.size();
    const rows = this.#drawn.reduce((sum, length) => sum + Math.max(1, Math.ceil(length / columns)), 0);
    return rows === 0 ? "" : `\x1b[${rows}A\r`;
  }

  /** No line wraps, and they leave room for what scrolls: half of the terminal. */
  #fitted(): string[] {
    const { columns, rows } = this.size();
    const all = this.lines();
    const most = Math.max(1, Math.floor(rows / 2));
    const shown = all.length <= most
      ? all
      : [...all.slice(0, most - 1), `… and ${all.length - most + 1} more`];
    return shown.map((line) => {
      const letters = [...line];
      return letters.length < columns ? line : `${letters.slice(0, Math.max(1, columns - 2)).join("")}…`;
    });
  }
}
