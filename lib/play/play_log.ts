/** `play.log`, written live: each line is on disk before the next thing is done. */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { Exchange } from "../http/client.ts";
import { plainText } from "../report/plain_text.ts";
import type { Redactor } from "../redact/redactor.ts";
import { cannotWrite } from "./cannot_write.ts";

/** Appends lines with the time (UTC), and the seconds since the play began. */
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
   * One line, or several that all get the same time; secrets are taken out.
   *
   * @throws ProfileError unavailable when it cannot be written, but for {@link quiet}
   */
  write(text: string): void {
    const now = this.#now();
    const seconds = ((now - this.#began) / 1000).toFixed(3).padStart(8);
    const lines = plainText(this.#redactor.text(text)).split(/\r\n|\r|\n/);
    const told = lines.map((line) => `${new Date(now).toISOString()} ${seconds} ${line}\n`).join("");
    try {
      appendFileSync(this.path, told);
    } catch (error) {
      if (!this.#quiet) throw cannotWrite(this.path, error);
    }
  }

  /** From here on a line that cannot be written stops nothing: the play comes to its end. */
  quiet(): void {
    this.#quiet = true;
  }
}

/** One exchange: `    -> POST http://… 200, 12 ms`, or why no answer came. */
export function exchangeLine({ request, answer, error }: Exchange): string {
  const end = answer === undefined
    ? `no answer: ${error ?? "unknown"}`
    : `${answer.status}, ${answer.timings.total.toFixed(0)} ms, ${answer.text.length} characters`;
  return `    -> ${request.method} ${request.url.href} ${end}`;
}
