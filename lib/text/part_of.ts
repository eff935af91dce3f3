/** A part of a text, named by what stands around it: no patterns, so nothing can run away. */

/** Where a part stands: behind the first `after`, up to the next `before`, or to the end. */
export interface TextPart {
  after?: string | undefined;
  before?: string | undefined;
}

/**
 * The part of a text, or undefined when the text does not have it.
 *
 * @example
 * ```ts
 * import { partOf } from "./part_of.ts";
 * partOf("/archives/a1b2/map", { after: "archives/", before: "/" }); // "a1b2"
 * ```
 */
export function partOf(text: string, { after = "", before = "" }: TextPart): string | undefined {
  const found = text.indexOf(after);
  if (found === -1) return undefined;
  const rest = text.slice(found + after.length);
  const end = before === "" ? rest.length : rest.indexOf(before);
  return end <= 0 ? undefined : rest.slice(0, end);
}

/**
 * How to name the part of a text that is a value now: a word and a sign before it, a sign behind it.
 *
 * @returns undefined when what stands around it does not tell it
 */
export function partAround(
  text: string,
  value: string,
): Required<{ after: string; before: string }> | undefined {
  const at = text.indexOf(value);
  if (at === -1) return undefined;
  const ahead = text.slice(0, at);
  const behind = text.slice(at + value.length);
  const [word = ""] = /[A-Za-z_]*[^0-9A-Za-z]*$/.exec(ahead) ?? [];
  for (const after of new Set([word, ahead])) {
    for (let length = behind === "" ? 0 : 1; length <= Math.min(8, behind.length); length++) {
      const before = behind.slice(0, length);
      if (partOf(text, { after, before }) === value) return { after, before };
    }
  }
  return undefined;
}
