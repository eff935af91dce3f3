/** Checks of one header of an answer. */
import type { HeaderCheck } from "../model/expect.ts";
import { patternFailure } from "./pattern.ts";
import { shown } from "./value.ts";

/**
 * What is wrong with a header.
 *
 * @param headers names in lower case, as the client gives them
 */
export async function headerFailures(
  name: string,
  headers: Readonly<Record<string, string>>,
  check: HeaderCheck,
): Promise<string[]> {
  const value = headers[name.toLowerCase()];
  const { exists, equals, contains, matches } = typeof check === "string"
    ? { exists: undefined, equals: check, contains: undefined, matches: undefined }
    : check;
  const what = `header ${name}`;
  if (value === undefined) return exists === false ? [] : [`${what} is not in the answer`];
  const failures: string[] = [];
  if (exists === false) failures.push(`${what} is there and should not be: ${shown(value)}`);
  if (equals !== undefined && value !== equals) {
    failures.push(`${what}: expected ${shown(equals)}, got ${shown(value)}`);
  }
  if (contains !== undefined && !value.includes(contains)) {
    failures.push(`${what} does not contain ${shown(contains)}: ${shown(value)}`);
  }
  if (matches !== undefined) {
    const failure = await patternFailure(matches, value);
    if (failure !== undefined) failures.push(`${what} ${failure}: ${shown(value)}`);
  }
  return failures;
}
