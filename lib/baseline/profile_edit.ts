/** Adds comparisons to a `profile.yaml` without touching the rest: comments, order and holes stay. */
import { type Document, isMap, isNode, isScalar, isSeq, type Node, parseDocument } from "yaml";
import { ProfileError } from "../errors.ts";
import type { Comparison } from "../model/profile.ts";
import { HOLE_TAGS } from "../yaml/hole_tag.ts";

/**
 * The text of a profile with further comparisons at the end of its list.
 *
 * @param text content of `profile.yaml`
 * @param file its path, for errors
 */
export function addComparisons(text: string, comparisons: readonly Comparison[], file: string): string {
  if (comparisons.length === 0) return text;
  const document = parsed(text, file);
  const list = document.get("comparisons", true);
  if (isSeq(list)) {
    // An empty list is written [], and would be filled in that form.
    if (list.items.length === 0) list.flow = false;
    for (const comparison of comparisons) list.add(comparisonNode(document, comparison));
  } else document.set("comparisons", comparisons.map((comparison) => comparisonNode(document, comparison)));
  return document.toString({ lineWidth: 0, indentSeq: !/^- /m.test(text) });
}

/**
 * The text of a profile without the comparisons of these targets.
 *
 * @param file its path, for errors
 */
export function removeComparisons(text: string, targets: readonly string[], file: string): string {
  if (targets.length === 0) return text;
  const document = parsed(text, file);
  const list = document.get("comparisons", true);
  if (!isSeq(list)) return text;
  list.items = list.items.filter((item) => !(isMap(item) && targets.includes(String(item.get("target")))));
  if (list.items.length === 0) list.flow = true;
  return document.toString({ lineWidth: 0, indentSeq: !/^- /m.test(text) });
}

function parsed(text: string, file: string): Document {
  const document = parseDocument(text, { customTags: HOLE_TAGS });
  if (document.errors.length === 0) return document;
  throw new ProfileError("usage", "The profile is not valid YAML", {
    position: { file },
    remedy: "Run profile validate, and mend what it names",
  });
}

/** A comparison with its small maps on one line: `mean: { rel: 1e-6 }`. */
function comparisonNode(document: Document, comparison: Comparison): Node {
  const node = document.createNode(comparison);
  const flatten = (part: unknown): void => {
    if (!isMap(part)) return;
    const values = part.items.map((pair) => pair.value);
    part.flow = values.length > 0 &&
      values.every((value) => isScalar(value) && typeof value.value === "number");
    for (const value of values) {
      flatten(value);
      if (isScalar(value) && typeof value.value === "number" && Math.abs(value.value) < 1e-3) {
        value.format = "EXP";
        value.minFractionDigits = 0;
      }
    }
  };
  if (isNode(node)) flatten(node);
  return node;
}
