/** The options of a command line as words that can be typed again. */
import type { Command } from "@commander-js/extra-typings";

/** What a play that is repeated decides anew, what the command names by itself, and what only concerns output. */
const LEFT_OUT =
  /^--(?:embedded|base-url|overlay|dry-run|from-step|to-step|only|resume|redo|last-failed|tag|all|jobs|shard|report-.*|notify-.*|publish-.*|bundle-zip|json|quiet|verbose|color)$/;

/**
 * Options that were typed, with their values, in the order in which the command knows them. Options of the
 * environment hold the next time, too.
 */
export function askedWords(command: Command): string[] {
  const words: string[] = [];
  for (let one: Command | null = command; one !== null; one = one.parent as Command | null) {
    for (const { long, negate, attributeName, required, optional } of one.options.map(described)) {
      if (long === undefined || LEFT_OUT.test(long) || one.getOptionValueSource(attributeName) !== "cli") {
        continue;
      }
      const value: unknown = one.getOptionValue(attributeName);
      if (!required && !optional) {
        if (negate === (value === false)) words.push(long);
        continue;
      }
      for (const each of [value].flat()) words.push(long, String(each));
    }
  }
  return words;
}

function described(option: Command["options"][number]) {
  const { long, negate, required, optional } = option;
  return { long, negate, required, optional, attributeName: option.attributeName() };
}
