/** One line for each play under way: `us-small  7/22  run-wepp  job started  1 m 12 s of 15 m`. */
import type { Progress } from "../../lib/model/progress.ts";
import { cellsOf, cutToCells } from "../../lib/text/cells.ts";
import { printable } from "../../lib/text/wrap.ts";
import { Activity } from "../progress/activity.ts";
import { fitParts } from "../progress/fit.ts";

/** The plays under way. */
export class LivePlays {
  readonly #running = new Map<string, Activity>();
  #waiting: number;

  /**
   * @param total plays of the whole invocation; one alone is not named
   * @param now ms
   * @param clean takes secrets out of names
   */
  constructor(
    private readonly total: number,
    private readonly now: () => number,
    private readonly clean: (text: string) => string,
  ) {
    this.#waiting = total;
  }

  begin(name: string): void {
    this.#waiting--;
    this.#running.set(name, new Activity(this.now, this.clean));
  }

  take(name: string, progress: Progress): void {
    this.#running.get(name)?.take(progress);
  }

  end(name: string): void {
    this.#running.delete(name);
  }

  /**
   * A line a play, in the order of their begin.
   *
   * @param width cells of a line
   */
  lines(width: number): string[] {
    const all = [...this.#running];
    const most = Math.max(1, Math.floor(width / 3));
    const names = all.map(([name]) => this.total === 1 ? "" : cutToCells(printable(this.clean(name)), most));
    const nameWidth = Math.max(0, ...names.map(cellsOf));
    const placeWidth = Math.max(0, ...all.map(([, { place }]) => place.length));
    const lines = all.map(([, activity], index) => {
      const name = names[index] ?? "";
      const padded = name + " ".repeat(nameWidth - cellsOf(name));
      const parts = activity.parts(placeWidth);
      return fitParts([{ texts: [padded], keep: Infinity }, ...parts], width).trimEnd();
    }).filter((line) => line !== "");
    return this.#waiting > 0 && lines.length > 0 ? [...lines, `${this.#waiting} more to play`] : lines;
  }
}
