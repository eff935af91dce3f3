/** Bars of the timeline: where a span lies on the axis of the play. */
import { type Html, markup } from "../../html/markup.ts";
import { formatDuration } from "../../text/duration.ts";
import { marksOf, type Span } from "./timeline.ts";

/** The bar of a step; solid is the request, hatched the wait, which the words behind it tell, too. */
export function bar(span: Span | undefined, total: number, kind = "wait"): Html {
  if (span === undefined) return markup`<span class="bar"></span>`;
  const { start, request, wait } = span;
  const piece = (name: string, from: number, length: number) =>
    length <= 0
      ? undefined
      : markup`<i class="${name}" style="left:${percent(from, total)};width:${percent(length, total)}"></i>`;
  return markup`<span class="bar" aria-hidden="true">${piece("request", start, request)}${
    piece(kind, start + request, wait)
  }</span>`;
}

/** The marks above the bars. */
export function axis(total: number): Html {
  return markup`<div class="axis" aria-hidden="true"><span class="bar">${
    marksOf(total).map((ms) => markup`<b style="left:${percent(ms, total)}">${formatDuration(ms)}</b>`)
  }</span></div>`;
}

/** What the patterns mean. */
export function legend(): Html {
  const words = [["request", "request"], ["wait", "wait for a job, file or log"], [
    "other",
    "before and after the steps",
  ]];
  return markup`<p class="legend dim">${
    words.map(([name, word]) => markup`<span><span class="swatch ${name}"></span> ${word}</span>\n`)
  }</p>`;
}

function percent(part: number, total: number): string {
  return `${(Math.min(1, part / total) * 100).toFixed(2)}%`;
}
