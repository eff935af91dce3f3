/** Durations of the last plays as a line, old to new. */
import { type Html, markup } from "../../html/markup.ts";
import type { CatalogueResult } from "../document.ts";

/**
 * The line, from nothing to the longest; the newest as a dot. A figure beside it says the same in words.
 *
 * @param results newest first; at least two of them make a line
 * @param width in pixels
 */
export function sparkline(results: readonly Pick<CatalogueResult, "duration_ms">[], width = 96): Html {
  if (results.length < 2) return markup``;
  const height = 22;
  const most = Math.max(1, ...results.map(({ duration_ms }) => duration_ms));
  const points = results.map(({ duration_ms }) => duration_ms).reverse();
  const step = (width - 6) / (points.length - 1);
  const at = (ms: number, index: number) => [
    Math.round(3 + index * step),
    Math.round(height - 3 - (ms / most) * (height - 6)),
  ];
  const path = points.map((ms, index) => at(ms, index).join(" ")).join("L");
  const [x = 0, y = 0] = at(points.at(-1) ?? 0, points.length - 1);
  return markup`<svg class="spark" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true"><path d="M${path}"/><circle cx="${x}" cy="${y}" r="2.5"/></svg>`;
}
