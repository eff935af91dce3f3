/** What a check of `profile doctor` is. One check a file; `registry.ts` lists them. */
import type { Redactor } from "../redact/redactor.ts";

/** What a check may look at. */
export interface DoctorContext {
  dataRoot: string;
  /** Folder of sandboxes. */
  runRoot: string;
  env: Record<string, string | undefined>;
  /** Mend what can be mended. */
  fix: boolean;
  redactor: Redactor;
  signal: AbortSignal;
}

/** `ok`: as it should be; `fixed`: mended now; `warning`: works, but look at it; `failed`: something is missing. */
export type CheckState = "ok" | "fixed" | "warning" | "failed";

/** One thing that a check found. */
export interface Finding {
  state: CheckState;
  /** One sentence for people, no full stop. */
  message: string;
  /** What to do; for everything that is not well. */
  remedy?: string;
  /** What stands for all such findings of a check unless each is asked for, in words that follow "1" and "2". */
  folded?: { one: string; many: string };
  /** Files and folders that it is about. */
  paths?: string[];
}

/** One check. It reports what it finds and throws only for a fault of its own. */
export interface Check {
  name: string;
  /** One line for the help and the guide. */
  summary: string;
  run(context: DoctorContext): Promise<Finding[]>;
}
