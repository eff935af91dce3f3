/** What is kept of a raster, so that its statistics can be compared without it. */
import { z } from "zod";
import { sha256 } from "../../files/hash.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { shown } from "./description.ts";
import { type Distribution, QUANTILES } from "./histogram.ts";
import type { RasterSummary } from "./reader.ts";
import { coarseSteps } from "./steps.ts";

/** A number as {@link shown} writes it. */
const Figure = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"]).transform(Number)]);
const Maybe = Figure.nullable();
const Plain: z.ZodType<JsonValue> = z.json();
const Quantiles = z.object(
  Object.fromEntries(Object.keys(QUANTILES).map((name) => [name, Maybe])) as Record<
    keyof typeof QUANTILES,
    typeof Maybe
  >,
);

/** As it stands in the manifest of the baseline. */
const KeptRaster = z.object({
  width: z.number(),
  height: z.number(),
  bands: z.number(),
  type: z.string(),
  transform: z.array(Figure).nullable(),
  crs: z.record(z.string(), Plain),
  nodata: Maybe,
  meanings: z.array(z.object({ scale: Plain, offset: Plain, unit: z.string() })),
  stats: z.array(z.object({
    count: z.number(),
    nodata: z.number(),
    ...{ min: Maybe, max: Maybe, mean: Maybe, std: Maybe, sum: Maybe },
  })),
  distributions: z.array(z.object({
    quantiles: Quantiles,
    steps: z.object({ numbers: z.array(Figure), counts: z.array(z.number()) }).optional(),
  })),
  /** SHA-256 of each band's mask: one bit a cell, by rows, 1 where it has no data. */
  mask_hashes: z.array(z.string()),
});

/** A raster without its cells: of where it has data only a hash is known. */
export type KeptRaster = z.infer<typeof KeptRaster>;

/** Sums a raster up for a baseline. */
export function toKept({ masks, ...raster }: RasterSummary): JsonObject {
  return asJson({ ...raster, distributions: coarse(raster), mask_hashes: masks.map(sha256) });
}

/** The distributions of a raster as {@link toKept} keeps them: two of the same steps are nothing apart. */
export function coarse({ distributions }: Pick<RasterSummary, "distributions">): Distribution[] {
  return distributions.map(({ quantiles, steps }) => ({
    quantiles,
    steps: steps === undefined ? undefined : coarseSteps(steps),
  }));
}

/**
 * Reads what {@link toKept} wrote.
 *
 * @throws Error when it is something else
 */
export function fromKept(summary: JsonObject): KeptRaster {
  const parsed = KeptRaster.safeParse(summary);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`its summary is damaged: ${issue?.path.join(".")}: ${issue?.message}`);
}

/** Numbers that JSON cannot carry become texts. */
function asJson(value: object): JsonObject {
  return JSON.parse(
    JSON.stringify(value, (_, item: unknown) => {
      if (item instanceof Float64Array) return [...item];
      return typeof item === "number" ? shown(item) : item;
    }),
  );
}
