/** What an action of the engine works in: a folder, an environment, somebody who listens. The command line is one. */
import type { Redactor } from "../redact/redactor.ts";

/** The surroundings of one action. Nothing in `lib/` reads a terminal or the process's environment itself. */
export interface Surroundings {
  /** Folder that paths are taken from. */
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the data root. */
  dataRoot(): Promise<string>;
  out: {
    readonly redactor: Redactor;
    /** A line of progress for people. */
    line(text?: string): void;
    /** A note or warning. */
    warn(text: string): void;
  };
  /** Work that is done when the action has ended, however it did: removing scratch space. */
  atEnd(work: () => Promise<void>): void;
  /** Stops when the user interrupts. */
  signal: AbortSignal;
}
