/** Lines at the foot of a terminal that change in place, while everything else scrolls above them. */
import { cutToCells, rowsOf } from "../../lib/text/cells.ts";

/** Size of the terminal, as it is now. */
export interface TerminalSize {
  columns: number;
  rows: number;
}

/** Narrower than this nothing is drawn. */
const NARROWEST = 8;

/**
 * Text that draws and erases the lines. What was drawn last is remembered: a terminal that became narrower has
 * wrapped it.
 */
export class LiveLines {
  /** What is on the terminal now. */
  #drawn: string[] = [];
  /** What was given last, before it was fitted. */
  #given: string[] = [];

  /**
   * @param lines what is to be shown now, in so many columns
   * @param size asked at every drawing
   */
  constructor(
    private readonly lines: (columns: number) => string[],
    private readonly size: () => TerminalSize,
  ) {}

  /** The text printed above, and the lines as they were: whatever scrolls, they change with {@link refresh} alone. */
  above(text: string): string {
    return `${this.hide()}${text}${this.show()}`;
  }

  /** Takes the lines away until {@link show}. */
  hide(): string {
    const text = this.#drawn.length === 0 ? "" : `${this.#up()}\x1b[J`;
    this.#drawn = [];
    return text;
  }

  /** The lines again, as they were. */
  show(): string {
    return this.#draw(this.#fitted(this.#given));
  }

  /** The lines where they stand, each over its old self; empty when nothing changed. */
  refresh(): string {
    this.#given = this.lines(this.size().columns - 1);
    const lines = this.#fitted(this.#given);
    if (lines.length === this.#drawn.length && lines.every((line, at) => line === this.#drawn[at])) return "";
    return `${this.#up()}${this.#draw(lines, "\x1b[K")}\x1b[J`;
  }

  /** Takes the lines away for good. */
  erase(): string {
    this.#given = [];
    return this.hide();
  }

  #draw(lines: string[], end = ""): string {
    this.#drawn = lines;
    return lines.map((line) => `${line}${end}\n`).join("");
  }

  #up(): string {
    const { columns } = this.size();
    const rows = this.#drawn.reduce((sum, line) => sum + rowsOf(line, columns), 0);
    return rows === 0 ? "" : `\x1b[${rows}A\r`;
  }

  /** No line wraps, and they leave room for what scrolls: half of the terminal. */
  #fitted(all: readonly string[]): string[] {
    const { columns, rows } = this.size();
    if (columns < NARROWEST) return [];
    const most = Math.max(1, Math.floor(rows / 2));
    const shown = all.length <= most
      ? all
      : [...all.slice(0, most - 1), `… and ${all.length - most + 1} more`];
    return shown.map((line) => cutToCells(line, columns - 1));
  }
}
