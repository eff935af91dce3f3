/** Measures the time in which at least one thing was under way. */

/** Union of overlapping spans of work. */
export class BusyMeter {
  #under = 0;
  #since = 0;
  #total = 0;

  /** One more (+1) or one less (-1) under way. */
  change(by: 1 | -1): void {
    const now = performance.now();
    if (this.#under === 0) this.#since = now;
    this.#under += by;
    if (this.#under === 0) this.#total += now - this.#since;
  }

  /** Milliseconds so far. */
  ms(): number {
    return this.#total + (this.#under > 0 ? performance.now() - this.#since : 0);
  }
}
