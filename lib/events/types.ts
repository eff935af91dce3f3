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
}
