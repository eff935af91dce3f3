/** Burn severity: four classes from the many ways in which such maps are coded. */
import { statistics, type Values } from "./raster.ts";

/** Names of the classes 0 to 3. */
export const BURN_CLASSES = ["unburned", "low", "moderate", "high"] as const;
/** Value of cells without data in the four-class raster. */
export const BURN_NODATA = 255;

/**
 * Classes 0 to 3 of each cell. Accepts 0 to 3, 1 to 4, 130 to 133, and anything else by thirds of its range.
 *
 * @param source the uploaded map; its nodata value and 255 become {@link BURN_NODATA}
 */
export function burnClasses(source: Values): number[] {
  const nodata = source.nodata ?? BURN_NODATA;
  const { min, max } = statistics(source.data, nodata);
  const toClass = classifier(min, max);
  return Array.from(source.data, (value) => value === nodata ? BURN_NODATA : toClass(value));
}

/** How many cells each class has, by name, and those without data. */
export function burnCounts(classes: ArrayLike<number>): Record<string, number> {
  const counts: Record<string, number> = { nodata: 0, unburned: 0, low: 0, moderate: 0, high: 0 };
  for (let index = 0; index < classes.length; index++) {
    const name = BURN_CLASSES[classes[index] ?? -1] ?? "nodata";
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** The most frequent value of a raster for each label; ties go to the smaller value. */
export function dominant(labels: number[], values: ArrayLike<number>, skip: number): Map<number, number> {
  const counts = new Map<number, Map<number, number>>();
  labels.forEach((label, cell) => {
    const value = values[cell];
    if (label === 0 || value === undefined || value === skip) return;
    const of = counts.get(label) ?? new Map<number, number>();
    of.set(value, (of.get(value) ?? 0) + 1);
    counts.set(label, of);
  });
  const best = new Map<number, number>();
  for (const [label, of] of counts) {
    const [first] = [...of].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    if (first !== undefined) best.set(label, first[0]);
  }
  return best;
}

function classifier(min: number, max: number): (value: number) => number {
  if (min >= 130 && max <= 133) return (value) => value - 130;
  if (min >= 1 && max <= 4) return (value) => Math.floor(value) - 1;
  if (min >= 0 && max <= 3) return (value) => Math.floor(value);
  const span = max - min || 1;
  return (value) => Math.min(3, Math.floor((value - min) / span * 4));
}
