/** What a report shows of two layers: outlines of the features that differ, simplified. */
import type { VectorView } from "../../model/evidence.ts";
import type { Clean } from "../types.ts";
import type { Geometry, Layer } from "../vector/layer.ts";
import { boundsOf, isIdentical } from "../vector/measures.ts";
import { type FeaturePair, pairFeatures } from "../vector/pair_features.ts";

/** Features that are drawn, and positions of all their outlines. */
const [MOST_FEATURES, MOST_POSITIONS] = [60, 6000];
/** Positions nearer than this share of the extent are one. */
const NEAR = 1 / 1000;

type Outlined = VectorView["features"][number];
type Positions = NonNullable<Outlined["baseline"]>;

/**
 * The view of two layers; undefined where no geometry differs, as attributes are no outlines.
 *
 * @throws Error when features cannot be told apart by the key
 */
export function vectorView(
  file: string,
  layer: string,
  sides: readonly [baseline: Layer, produced: Layer],
  key: readonly string[],
  clean: Clean,
): VectorView | undefined {
  const pairs = pairFeatures(...sides, key, file).filter(isMoved);
  const bounds = joined(
    pairs.flatMap(({ baseline, produced }) =>
      [baseline, produced].flatMap((one) => one?.geometry ? [boundsOf(one.geometry)] : [])
    ),
  );
  if (bounds === undefined) return undefined;
  const near = NEAR * Math.max(bounds[2] - bounds[0], bounds[3] - bounds[1]);
  const features: Outlined[] = [];
  let positions = 0;
  for (const { name, baseline, produced } of pairs.slice(0, MOST_FEATURES)) {
    const [one, other] = [baseline?.geometry, produced?.geometry].map((geometry) =>
      geometry ? outlineOf(geometry, near) : undefined
    );
    positions += [...one ?? [], ...other ?? []].reduce((sum, part) => sum + part.length, 0);
    if (positions > MOST_POSITIONS) break;
    features.push({
      name: clean(name),
      dimension: (baseline?.geometry ?? produced?.geometry)?.dimension ?? "mixed",
      ...(one === undefined ? {} : { baseline: one }),
      ...(other === undefined ? {} : { produced: other }),
    });
  }
  return {
    ...{ kind: "vector", file: clean(file), layer: clean(layer), bounds, features },
    omitted: pairs.length - features.length,
  };
}

/** True when the outlines of the two are not the same. */
function isMoved({ baseline, produced }: FeaturePair): boolean {
  const [a, b] = [baseline?.geometry ?? null, produced?.geometry ?? null];
  return a === null || b === null ? a !== b : !isIdentical(a, b);
}

function joined(all: readonly (readonly number[])[]): VectorView["bounds"] | undefined {
  const finite = all.filter((bounds) => bounds.every(Number.isFinite));
  if (finite.length === 0) return undefined;
  const edge = (at: number, pick: (...values: number[]) => number) =>
    finite.reduce((found, bounds) => pick(found, bounds[at] ?? NaN), finite[0]?.[at] ?? NaN);
  return [edge(0, Math.min), edge(1, Math.min), edge(2, Math.max), edge(3, Math.max)];
}

/** The parts without positions that would be one dot; the last position of a part stays. */
function outlineOf({ parts }: Geometry, near: number): Positions {
  return parts.map((part) => {
    const kept: [number, number][] = [];
    for (const [at, [x = NaN, y = NaN]] of part.entries()) {
      if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
      const [lastX = Infinity, lastY = Infinity] = kept.at(-1) ?? [];
      const isFar = Math.hypot(x - lastX, y - lastY) >= near;
      if (isFar || at === part.length - 1) kept.push([x, y]);
    }
    return kept;
  });
}
