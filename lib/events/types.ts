/** What the event reader yields. */
import type { AuditEvent } from "../model/event.ts";

/** An event with its place in the log: line from 1, offset and length in bytes. */
export interface LocatedEvent {
  event: AuditEvent;
  line: number;
  offset: number;
  length: number;
  /** The object as written, when reading filled or moved fields of the event (other spellings, wrong types). */
  written?: Record<string, unknown>;
  /** Place in the order of reading, where the lines of several files come one after the other. */
  ordinal?: number;
}

/** Something in the log that is not a whole event; reading goes on behind it. */
export interface LogProblem {
  /** `gap`: lines may be missing here. */
  kind: "torn" | "broken" | "too-long" | "unreadable" | "gap";
  line: number;
  offset: number;
  /** In words: what is wrong. */
  message: string;
}

/** One item of a log, in file order. */
export type LogItem = { kind: "event"; at: LocatedEvent } | { kind: "problem"; problem: LogProblem };

/** A request with its end, as far as both were seen. */
export interface Exchange {
  id: string;
  request?: LocatedEvent;
  /** The `response` or `error` event. */
  end?: LocatedEvent;
}

/** What pairing yields: exchanges, events of other stages, and the problems of the log. */
export type PairedItem =
  | { kind: "exchange"; exchange: Exchange }
  | { kind: "other"; at: LocatedEvent }
  | { kind: "problem"; problem: LogProblem };

/** A draft or promoted profile of WEPPcloud itself. */
export interface MadeByWeppcloud {
  /** Folder that was named: `profiles/<slug>`, `_drafts/<run>/<capture>`. */
  folder: string;
  /** Why this one of two logs. */
  why?: string;
  /** Captures of the log that this draft or profile is not about. */
  otherCaptures: ReadonlySet<string>;
  /** Ids of upload answers that carry WEPPcloud's mark of kept bytes in the draft's own log. */
  marked: ReadonlySet<string>;
  /** What was not read, in sentences: links that lead out of the folder. */
  warnings: readonly string[];
}

/** Where the events come from: a source turns what the user named into a log and its surroundings. */
export interface EventSource {
  /** How the source is called in output: `run directory`, `audit log`, `WEPPcloud draft`. */
  kind: string;
  /** The log file. */
  log: string;
  /** The run directory that belongs to the log, where there is one. */
  runDir?: string;
  /** Folder with bytes by sha256, where there is one. */
  bodies?: string;
  /** Folder of the spool that the log is read from in place of a file. */
  spool?: string;
  /** Folder of a spool that holds nothing but further copies of uploads; the log itself is read. */
  copies?: string;
  /** `seed/` of a WEPPcloud draft or promoted profile, where there is one. */
  seeds?: string;
  /** What WEPPcloud itself made: the folder, and what was chosen and left in it. */
  made?: MadeByWeppcloud;
}
