/** Differences of two JSON documents: each place with its neighbours, both sides beside one another. */
import { type Html, markup } from "../../../html/markup.ts";
import type { JsonView } from "../../../model/evidence.ts";
import { type SidedGroup, sidedLines, type SidedRow } from "./lines.ts";
import { andMore } from "./part.ts";

/** The places of a file. */
export function jsonPart({ file, places, omitted }: JsonView): Html {
  return markup`<div class="ev-json">${sidedLines(`Places of ${file} that differ`, places.map(groupOf))}${
    andMore(omitted, omitted === 1 ? "place that differs" : "places that differ")
  }</div>`;
}

function groupOf(
  { where, kind, message, tolerance, before, baseline, produced, after }: JsonView["places"][number],
): SidedGroup {
  const same = (texts: readonly string[]): SidedRow[] =>
    texts.map((text) => ({ baseline: { text }, produced: { text }, same: true }));
  // A value of several lines is a row for each, paired from the top.
  const [one, other] = [baseline?.split("\n") ?? [], produced?.split("\n") ?? []];
  const rows = Array.from({ length: Math.max(one.length, other.length) }, (_, line): SidedRow => {
    const [a, b] = [one[line], other[line]];
    return {
      ...(a === undefined ? {} : { baseline: { text: a } }),
      ...(b === undefined ? {} : { produced: { text: b } }),
      same: a === b,
    };
  });
  return {
    title:
      markup`<code>${where}</code> <span class="badge ev-${kind}">${kind}</span> <span class="dim">${message}${
        tolerance !== undefined && `, tolerance ${tolerance}`
      }</span>`,
    rows: [...same(before), ...rows, ...same(after)],
  };
}
