/** One line for each play under way: `us-small  7/22  build-soils  12 s`. */
import process from "node:process";
import { clearInterval, setInterval } from "node:timers";
import { LiveLines } from "../live_lines.ts";
import type { Output } from "../output.ts";

/** How often the lines may change, in ms: often enough to follow, seldom enough to read. */
const BEAT = 250;

interface Running {
  name: string;
  steps: number;
  begun: number;
  done: number;
  step: string;
}

/** The plays under way. */
export class LivePlays {
  readonly #running = new Map<string, Running>();
  #waiting: number;

  /**
   * @param total plays of the whole invocation
   * @param now ms
   */
  constructor(total: number, private readonly now: () => number) {
    this.#waiting = total;
  }

  /** @param steps how many steps it has to run */
  begin(name: string, steps: number): void {
    this.#waiting--;
    this.#running.set(name, { name, steps, begun: this.now(), done: 0, step: "starting" });
  }

  step(name: string, step: string): void {
    const running = this.#running.get(name);
    if (running === undefined) return;
    running.done++;
    running.step = step;
  }

  end(name: string): void {
    this.#running.delete(name);
  }

  /** A line a play, in the order of their begin. */
  lines(): string[] {
    const all = [...this.#running.values()];
    const width = Math.max(0, ...all.map(({ name }) => name.length));
    const places = all.map(({ done, steps }) => `${done}/${steps}`);
    const wide = Math.max(0, ...places.map((place) => place.length));
    const lines = all.map(({ name, begun, step }, index) => {
      const seconds = Math.floor((this.now() - begun) / 1000);
      return `${name.padEnd(width)}  ${places[index]?.padStart(wide)}  ${
        String(seconds).padStart(3)
      } s  ${step}`;
    });
    return this.#waiting > 0 && lines.length > 0 ? [...lines, `${this.#waiting} more to play`] : lines;
  }
}

/**
 * Shows the plays under way at the foot of the terminal, where there is one that a person reads.
 *
 * @returns what ends it
 */
export function showLive(plays: LivePlays, out: Output, env: Record<string, string | undefined>): () => void {
  const { json, quiet } = out.options;
  const { stdout } = process;
  if (json || quiet || stdout.isTTY !== true || env["TERM"] === "dumb") return () => {};
  const redacted = () => plays.lines().map((line) => out.shown.text(line));
  out.showLive(new LiveLines(redacted, () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 })));
  const beat = setInterval(() => out.refreshLive(), BEAT);
  return () => {
    clearInterval(beat);
    out.showLive(undefined);
  };
}
