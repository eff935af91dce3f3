/** One thing after another at a server: what was not reached is not judged, and says what was missing before it. */
import { messageOf, ProfileError } from "../../errors.ts";
import type { Finding } from "../types.ts";

/** What came of one part. */
export type Stage<T> =
  | { state: "there"; value: T }
  | { state: "missing"; message: string; remedy: string }
  | { state: "skipped"; reason: string };

/** A part that is there. */
export function there<T>(value: T): Stage<T> {
  return { state: "there", value };
}

/** A part that failed by an error that says what to do. */
export function missing<T>(error: unknown): Stage<T> {
  const remedy = error instanceof ProfileError ? error.remedy : undefined;
  return { state: "missing", message: messageOf(error), remedy: remedy ?? "Look at the server's log" };
}

/**
 * The next part, when the one before is there.
 *
 * @param what the part before is called: `the login`
 */
export async function after<T, U>(
  before: Stage<T>,
  what: string,
  make: (value: T) => Promise<Stage<U>>,
): Promise<Stage<U>> {
  if (before.state === "skipped") return before;
  if (before.state === "missing") return { state: "skipped", reason: `Not asked, as ${what} failed` };
  return await make(before.value);
}

/** The finding of a part that is not there. */
export function findingOf(stage: Exclude<Stage<unknown>, { state: "there" }>): Finding {
  return stage.state === "missing"
    ? { state: "failed", message: stage.message, remedy: stage.remedy }
    : { state: "skipped", message: stage.reason };
}

/** The finding of what depends on a part that is not there. */
export function dependent(stage: Exclude<Stage<unknown>, { state: "there" }>, what: string): Finding {
  return {
    state: "skipped",
    message: stage.state === "missing" ? `Not asked, as ${what} failed` : stage.reason,
  };
}

/** Makes something once, however often it is asked for. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => made ??= make();
}
