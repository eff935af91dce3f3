/** All learners of noise, in the order in which they are asked. */
import type { Comparison } from "../model/profile.ts";
import { jsonNoise } from "./methods/json.ts";
import { rasterPixelsNoise } from "./methods/raster_pixels.ts";
import { rasterStatsNoise } from "./methods/raster_stats.ts";
import { tableNoise } from "./methods/table.ts";
import { textNoise } from "./methods/text.ts";
import { vectorNoise } from "./methods/vector.ts";
import type { NoiseLearner } from "./types.ts";

/** Those of one format before those that take any text. */
export const LEARNERS: readonly NoiseLearner[] = [
  rasterPixelsNoise,
  rasterStatsNoise,
  vectorNoise,
  jsonNoise,
  textNoise,
  tableNoise,
];

/** True for comparisons of content that a rule can be learned for; others have rules of their own kind. */
export function isLearnable({ method }: Comparison): boolean {
  return method === "hash_exact" || LEARNERS.some(({ methods }) => methods.includes(method));
}

/**
 * Those that may find a rule: by the method; where that looks at bytes alone, or finds none, by the file. A comparison of
 * text stays one: a table says nothing of the lines around it, and knows no patterns of lines.
 */
export function learnersFor({ method }: Comparison, file: string): NoiseLearner[] {
  const own = LEARNERS.filter(({ methods }) => methods.includes(method));
  const others = LEARNERS.filter((learner) =>
    !own.includes(learner) && learner.reads?.(file) === true &&
    !(learner === tableNoise && own.includes(textNoise))
  );
  return [...own, ...others];
}

/** What else would hold the noise, if a person decides that it says enough of the file. */
export function advisorsFor({ method }: Comparison, file: string): NoiseLearner[] {
  return textNoise.methods.includes(method) && tableNoise.reads?.(file) === true ? [tableNoise] : [];
}
