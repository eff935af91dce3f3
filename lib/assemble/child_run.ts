/** Runs that WEPPcloud makes below another one: `<run>;;omni;;<scenario>`. */

/**
 * What a reviewer has to know of a child run; undefined for a run of its own.
 *
 * @param runId as recorded; `profile;;tmp;;<id>` is a sandbox, and no child
 */
export function childRunWords(runId: string): string | undefined {
  const [parent = "", ...rest] = runId.split(";;");
  if (rest.length === 0 || parent === "profile") return undefined;
  return `${runId} is a child run: what its parent ${parent} held before is not in this recording, so that steps ` +
    `which build on it are refused by a fresh run`;
}
