/** Outlines of features that differ: both sides in one drawing. */
import { type Html, markup } from "../../../html/markup.ts";
import type { VectorView } from "../../../model/evidence.ts";
import { counted } from "../../../text/counted.ts";

/** Units of the drawing across, and around what is drawn. */
const [WIDTH, MARGIN] = [1000, 20];

type Feature = VectorView["features"][number];

/** The drawing of a layer. */
export function vectorPart({ layer, bounds, features, omitted }: VectorView): Html {
  const [xmin, ymin, xmax, ymax] = bounds;
  const scale = (WIDTH - 2 * MARGIN) / (Math.max(xmax - xmin, ymax - ymin) || 1);
  const place = ([x, y]: readonly [number, number]): [number, number] => [
    Math.round(MARGIN + (x - xmin) * scale),
    Math.round(MARGIN + (ymax - y) * scale),
  ];
  const size = [xmax - xmin, ymax - ymin].map((side) => Math.ceil(2 * MARGIN + side * scale));
  const words = `Outlines of ${counted(features.length, "feature")} that ${
    features.length === 1 ? "differs" : "differ"
  }`;
  return markup`<figure class="ev-outlines">${layer !== "" && markup`<h4>${layer}</h4>`}
<svg viewBox="0 0 ${size.join(" ")}" role="img" aria-label="${words}">${
    features.map((feature) =>
      markup`<g>${titleOf(feature)}${sideOf(feature, "baseline", place)}${
        sideOf(feature, "produced", place)
      }</g>`
    )
  }</svg>
<figcaption>${words}: <span class="ev-key baseline">baseline, broad line</span> <span class="ev-key produced">produced, thin dashed line</span>${
    omitted > 0 && `; ${omitted} more are not drawn`
  }</figcaption></figure>`;
}

function titleOf({ name, baseline, produced }: Feature): Html {
  const side = produced === undefined ? ", in the baseline only" : baseline === undefined ? ", new" : "";
  return markup`<title>${name}${side}</title>`;
}

function sideOf(
  feature: Feature,
  side: "baseline" | "produced",
  place: (position: readonly [number, number]) => [number, number],
): Html[] {
  const parts = feature[side] ?? [];
  if (feature.dimension === "points") {
    return parts.flat().map((position) => {
      const [x, y] = place(position);
      return markup`<circle class="${side}" cx="${x}" cy="${y}" r="${side === "baseline" ? 9 : 5}"/>`;
    });
  }
  const path = parts.filter((part) => part.length > 0)
    .map((part) => `M${part.map((position) => place(position).join(" ")).join("L")}`).join("");
  return path === "" ? [] : [markup`<path class="${side}" d="${path}"/>`];
}
