/** `play.log`, written live: each line is on disk before the next thing is done. */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { Redactor } from "../redact/redactor.ts";
import { cannotWrite } from "./cannot_write.ts";

/** Appends lines with the time since the play began. */
export class PlayLog {
  readonly path: string;
  readonly #redactor: Redactor;
  readonly #began: number;
  readonly #now: () => number;
  #quiet = false;

  constructor(resultDir: string, redactor: Redactor, now: () => number) {
    this.path = join(resultDir, "play.log");
    this.#redactor = redactor;
    this.#now = now;
    this.#began = now();
  }

  /**
   * One line; secrets are taken out.
   *
   * @throws ProfileError unavailable when it cannot be written, but for {@link quiet}
   */
  write(line: string): void {
    const seconds = ((this.#now() - this.#began) / 1000).toFixed(3).padStart(8);
    try {
      appendFileSync(this.path, `${seconds} ${this.#redactor.text(line)}\n`);
    } catch (error) {
      if (!this.#quiet) throw cannotWrite(this.path, error);
    }
  }

  /** From here on a line that cannot be written stops nothing: the play comes to its end. */
  quiet(): void {
    this.#quiet = true;
  }
}
