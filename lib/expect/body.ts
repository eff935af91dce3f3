/** Checks of the text of an answer. */
import type { BodyCheck } from "../model/expect.ts";
import { patternFailure } from "./pattern.ts";
import { shown } from "./value.ts";

/**
 * What is wrong with a text.
 *
 * @param truncated only the beginning of the answer was read
 */
export async function bodyFailures(text: string, truncated: boolean, check: BodyCheck): Promise<string[]> {
  const { contains = [], matches, equals } = check;
  const failures: string[] = [];
  const part = truncated ? ", as far as it was read" : "";
  for (const phrase of [contains].flat()) {
    if (!text.includes(phrase)) {
      failures.push(`the answer does not contain ${shown(phrase)}${part}: ${shown(text)}`);
    }
  }
  if (matches !== undefined) {
    const failure = await patternFailure(matches, text, "m");
    if (failure !== undefined) failures.push(`the answer ${failure}${part}: ${shown(text)}`);
  }
  if (equals !== undefined && text !== equals) failures.push(differenceOf(equals, text, part));
  return failures;
}

/** Where two texts part, with a little of both. */
function differenceOf(wanted: string, text: string, part: string): string {
  let at = 0;
  while (at < wanted.length && at < text.length && wanted[at] === text[at]) at++;
  const from = Math.max(0, at - 20);
  const line = text.slice(0, at).split("\n").length;
  const [expected, got] = [wanted, text].map((one) => shown(one.slice(from, at + 40)));
  return `the answer differs from the expected text in line ${line}${part}: expected ${expected}, got ${got}`;
}
