/** Tolerances and what was seen in words. */
import { formatNumber } from "../compare/numbers.ts";
import { type Tolerance, toleranceText } from "../compare/tolerance.ts";
import { counted } from "../text/counted.ts";
import type { LearnedTolerance } from "./figures.ts";
import type { NoiseFinding } from "./types.ts";

/** `0.9 %`. */
export function percent(share: number): string {
  return `${formatNumber(share * 100, 2)} %`;
}

/** The finding for figures that need a tolerance. */
export function toleranceFinding(
  where: string,
  before: Tolerance,
  { tolerance, moved, of, seen, factor, finds }: LearnedTolerance,
): NoiseFinding {
  const size = tolerance.rel === undefined ? formatNumber(seen, 3) : percent(seen);
  const some = of === 1 ? "" : `${moved} of ${counted(of, "figure")}, `;
  return {
    where,
    kind: "tolerance",
    seen: `${some}up to ${size}`,
    before: toleranceText(before),
    after: toleranceText(tolerance),
    factor: Number(factor.toPrecision(3)),
    finds: Number.isFinite(finds) ? Number(finds.toPrecision(2)) : null,
  };
}
