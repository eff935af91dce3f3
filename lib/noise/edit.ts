/** Writes learned rules into the text of a profile; everything else stays as it is, comments included. */
import { isDeepStrictEqual } from "node:util";
import { addComparisons } from "../baseline/profile_edit.ts";
import { ProfileError } from "../errors.ts";
import { isObject } from "../model/json.ts";
import { Comparison } from "../model/profile.ts";
import { YamlEditor, type YamlPath } from "../yaml/edit.ts";
import type { NoiseProposal } from "./proposal.ts";

/**
 * The profile's text with the proposed rules.
 *
 * @param text content of `profile.yaml`
 * @param file its path, for errors
 * @throws ProfileError refused when a comparison is another one now
 */
export function withRules(text: string, file: string, { changes, added }: NoiseProposal): string {
  const editor = new YamlEditor(text, file);
  const written = comparisonsIn(editor.content);
  const fresh: Comparison[] = [];
  for (const { before, after } of changes) {
    const index = written.findIndex((one) => isDeepStrictEqual(one, before));
    if (index !== -1) change(editor, ["comparisons", index], before, after);
    else if (written.some(({ target }) => target === before.target)) throw changed(before.target, file);
    else fresh.push(after);
  }
  fresh.push(...added.filter(({ target }) => !written.some((one) => one.target === target)));
  return addComparisons(editor.text, fresh, file);
}

function comparisonsIn(content: unknown): Comparison[] {
  const list = isObject(content) ? content["comparisons"] : undefined;
  return Comparison.array().safeParse(list ?? []).data ?? [];
}

/** Exchanges what differs and nothing else, so that notes within a comparison stay. */
function change(editor: YamlEditor, path: YamlPath, before: unknown, after: unknown): void {
  if (isDeepStrictEqual(before, after)) return;
  if (!isObject(before) || !isObject(after)) return editor.set(path, after);
  for (const key of Object.keys(before)) {
    if (!Object.hasOwn(after, key)) editor.remove([...path, key]);
  }
  for (const [key, value] of Object.entries(after)) {
    if (Object.hasOwn(before, key)) change(editor, [...path, key], before[key], value);
    else editor.set([...path, key], value);
  }
}

function changed(target: string, file: string): ProfileError {
  return new ProfileError("refused", `The comparison of ${target} is another one than was learned from`, {
    position: { file },
    remedy: "Play with --repeat and --learn-noise again",
  });
}
