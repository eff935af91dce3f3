/** What a check of `profile doctor` is. One check a file; `registry.ts` lists them. */
import type { Redactor } from "../redact/redactor.ts";
import type { CredentialSource } from "../settings/credentials.ts";
import type { Setting } from "../settings/in_effect.ts";
import type { OwnerChoice } from "../sandboxes/owner.ts";
import type { Server } from "./server/server.ts";

/** Why no server is looked at. */
export interface NoServer {
  /** `skipped`: not asked for; `warning`: none is named; `failed`: what is said of it does not hold. */
  state: "skipped" | "warning" | "failed";
  reason: string;
  remedy?: string;
}

/** What a check may look at. */
export interface DoctorContext {
  dataRoot: string;
  /** How the data root was found, in words. */
  dataRootFrom: string;
  /** Folder of sandboxes. */
  runRoot: string;
  /** The folder of sandboxes was named by somebody, and is not only where it would lie. */
  rootNamed: boolean;
  /** Scratch space. */
  scratch: string;
  /** Umask and owner of sandboxes, as configured. */
  owner: OwnerChoice;
  /** A group may see drafts. */
  draftsShared: boolean;
  /** Every setting in effect. */
  settings: readonly Setting[];
  /** Where the credentials are, or why they cannot be had. */
  credentials: () => Promise<readonly CredentialSource[]>;
  /** Files with secrets that are named, absolute. */
  secretFiles: readonly { what: string; path: string }[];
  /** The server that plays go to, or why none is looked at. */
  server: Server | NoServer;
  env: Record<string, string | undefined>;
  /** Mend what can be mended. */
  fix: boolean;
  redactor: Redactor;
  /** Ms since 1970. */
  now: () => number;
  signal: AbortSignal;
}

/**
 * `ok`: as it should be; `fixed`: mended now; `warning`: works, but look at it; `failed`: something is missing;
 * `skipped`: could not be looked at, the message says why.
 */
export const CHECK_STATES = ["ok", "fixed", "warning", "failed", "skipped"] as const;
export type CheckState = (typeof CHECK_STATES)[number];

/** What a check is about: this machine and data root, or the server. */
export const TOPICS = ["here", "server"] as const;
export type Topic = (typeof TOPICS)[number];

/** One thing that a check found. */
export interface Finding {
  state: CheckState;
  /** One sentence for people, no full stop. */
  message: string;
  /** What to do; for everything that is not well. */
  remedy?: string;
  /** What stands for all such findings of a check unless each is asked for, in words that follow "1" and "2". */
  folded?: { one: string; many: string };
  /** Further lines for `--verbose`. */
  details?: string[];
  /** Files and folders that it is about. */
  paths?: string[];
}

/** One check. It reports what it finds and throws only for a fault of its own. */
export interface Check {
  name: string;
  topic: Topic;
  /** One line for the help and the guide. */
  summary: string;
  run(context: DoctorContext): Promise<Finding[]>;
}
