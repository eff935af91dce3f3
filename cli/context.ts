/** What every command gets: output, environment, data root. Nothing in `lib/` reads the terminal itself. */
import type { Verdict } from "../lib/model/exit.ts";
import type { Output } from "./output.ts";

/** The surroundings of one invocation. */
export interface Context {
  out: Output;
  env: Record<string, string | undefined>;
  cwd: string;
  /** True when a person can be asked. */
  interactive: boolean;
  /** Absolute path of the data root: `--data-root`, `PROFILE_DATA_ROOT`, else the nearest folder upwards that holds `profiles/`. */
  dataRoot(): Promise<string>;
  /** Work that is done when the command has ended, however it did: removing scratch space. */
  atEnd(work: () => Promise<void>): void;
  /**
   * Ends the command: the verdict is the exit code, the words are the last line (default: the verdict's name).
   *
   * @param how.evenWhenStopped the verdict stands when the user has interrupted, too: what ends with Ctrl-C as a rule
   *   and failed before
   */
  finish(verdict: Verdict, words?: string, how?: { evenWhenStopped?: boolean }): void;
  /** Stops when the user interrupts; its reason is the verdict. */
  signal: AbortSignal;
  /** Nobody reads standard output any more (`| head`): a command that only prints has nothing left to do. */
  closed: AbortSignal;
}
