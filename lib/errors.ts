/** The one error that stops work: what happened, where, and what to do about it. */
import type { Verdict } from "./model/exit.ts";

/** A place in a file a user can open; line and column count from 1, offset in bytes from 0. */
export interface Position {
  /** Path of the file. */
  file: string;
  /** From 1. */
  line?: number;
  /** From 1. */
  column?: number;
  /** Bytes, from 0. */
  offset?: number;
}

/** What goes with a {@link ProfileError} beside its sentence. */
export interface ErrorDetail {
  /** A command shows all findings better: without `--verbose` people see the first few. */
  brief?: boolean;
  /** Where in a file the trouble is. */
  position?: Position;
  /** What the user can do. */
  remedy?: string;
  /** Further findings of the same kind, each with its own place (all errors of an invalid profile, say). */
  others?: Finding[];
  /** What was thrown below it. */
  cause?: unknown;
}

/** One finding with its place. */
export interface Finding {
  /** What is wrong, in a sentence. */
  message: string;
  /** Where. */
  position?: Position;
  /** What the user can do. */
  remedy?: string;
}

/**
 * Stops the work. A failed comparison or expectation is not an error but a result; this is for what keeps
 * the work from going on.
 *
 * @example
 * ```ts
 * import { ProfileError } from "./errors.ts";
 * throw new ProfileError("usage", 'Profile "us-smal" does not exist', { remedy: "See profile list" });
 * ```
 */
export class ProfileError extends Error {
  /** `ProfileError`. */
  override name = "ProfileError";
  /** What it makes of the work: the name of an exit code. */
  readonly verdict: Verdict;
  /** Where in a file the trouble is. */
  readonly position: Position | undefined;
  /** What the user can do, in a sentence. */
  readonly remedy: string | undefined;
  /** Further findings of the same kind. */
  readonly others: readonly Finding[];
  /** A command shows all findings better: people see the first few. */
  readonly brief: boolean;

  /**
   * An error for people.
   *
   * @param verdict what it makes of the work
   * @param message what happened, in a sentence
   * @param detail where, and what to do
   */
  constructor(verdict: Verdict, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.verdict = verdict;
    this.position = detail.position;
    this.remedy = detail.remedy;
    this.others = detail.others ?? [];
    this.brief = detail.brief ?? false;
  }
}

/** `file:line:column` as far as known; a byte offset is added when there is one. */
export function formatPosition(position: Position): string {
  const place = [position.file, position.line, position.column].filter((part) => part !== undefined).join(
    ":",
  );
  return position.offset === undefined ? place : `${place} (byte ${position.offset})`;
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The system's error code (`ENOENT`, `ECONNREFUSED`, …) of anything thrown, if it has one. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
