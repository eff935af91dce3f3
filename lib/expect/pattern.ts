/**
 * Regular expressions of a profile against texts of a server. Some pairs of both take longer than anybody lives, and
 * nothing can interrupt a match under way, so a match that may take long runs in a thread that is ended when its
 * time is up.
 */
import { Worker } from "node:worker_threads";

/** Longest time of one match, ms. */
const LIMIT = 2000;
/** Up to this many characters, a pattern with one repetition and no group takes no noticeable time. */
const SHORT = 5000;
/** Repetitions, groups, alternatives, back references: two of them can multiply. */
const COSTLY = /[*+{(|]|\\[1-9k]/g;

const MATCHER = `const { parentPort, workerData: { pattern, flags, text } } = require("node:worker_threads");
parentPort.postMessage(new RegExp(pattern, flags).test(text));`;

/**
 * Does the pattern match anywhere in the text?
 *
 * @param flags added to `u`: `m` lets `^` and `$` stand for line ends
 * @param limit ms
 * @returns undefined when it was not known after the limit
 * @throws SyntaxError for a pattern that is none
 * @example
 * ```ts
 * import { matchesPattern } from "./pattern.ts";
 * await matchesPattern("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"); // undefined
 * ```
 */
export async function matchesPattern(
  pattern: string,
  text: string,
  flags: "" | "m" = "",
  limit = LIMIT,
): Promise<boolean | undefined> {
  const expression = new RegExp(pattern, `u${flags}`);
  const costs = pattern.match(COSTLY)?.length ?? 0;
  if (costs === 0 || (costs === 1 && text.length <= SHORT)) return expression.test(text);
  const worker = new Worker(MATCHER, { eval: true, workerData: { pattern, flags: `u${flags}`, text } });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<boolean | undefined>((resolve, reject) => {
      worker.once("message", (matched: unknown) => resolve(matched === true));
      worker.once("error", reject);
      // The time runs from when the thread is up: a busy machine must not decide.
      worker.once("online", () => timer = setTimeout(() => resolve(undefined), limit));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

/** What went wrong with a match, in words; undefined when it matched. */
export async function patternFailure(
  pattern: string,
  text: string,
  flags: "" | "m" = "",
): Promise<string | undefined> {
  const matched = await matchesPattern(pattern, text, flags);
  if (matched === true) return undefined;
  return matched === false
    ? `does not match /${pattern}/`
    : `was not matched with /${pattern}/ within ${
      LIMIT / 1000
    } s: write the pattern without nested repetitions`;
}
