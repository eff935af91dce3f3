/** `raster_stats`: the statistics of every band of a GeoTIFF within tolerances, and all that describes it the same. */
import { z } from "zod";
import type { JsonValue } from "../model/json.ts";
import { type BandStats, maskDifferences } from "./band_stats.ts";
import { bothSides, type Side } from "./content.ts";
import { Findings } from "./findings.ts";
import { tellApart } from "./numbers.ts";
import { closedObject, unknownKeys } from "./params.ts";
import { type RasterSummary, readRaster } from "./raster_reader.ts";
import { allowance, EXACT, type Tolerance, ToleranceParam, toleranceText, within } from "./tolerance.ts";
import type { Comparator } from "./types.ts";

const Rule = ToleranceParam.optional();
const Tolerances = closedObject({
  count: Rule,
  nodata: Rule,
  /** Cells that are valid on one side only. */
  mask: Rule,
  min: Rule,
  max: Rule,
  mean: Rule,
  std: Rule,
  sum: Rule,
});
type Tolerances = z.infer<typeof Tolerances>;

const Params = closedObject({
  tolerance: Tolerances.optional(),
  /** Band number from 1 to tolerances that go before those of all bands. */
  bands: z.record(z.string().regex(/^[1-9]\d*$/), Tolerances, {
    error: (issue) => issue.code === "invalid_key" ? "bands are numbered from 1" : undefined,
  }).optional(),
});

/** When no tolerance is named all statistics are compared, and may move as summing in another order can do. */
const ROUNDING: Tolerance = { rel: 1e-9 };
/** How many cells are valid is always compared. */
const COUNTS = ["count", "nodata"] as const;
/** Naming some of these compares just those. */
const MOMENTS = ["min", "max", "mean", "std", "sum"] as const;

export const rasterStats: Comparator = {
  method: "raster_stats",
  summary: "statistics of every GeoTIFF band within `tolerance`; size, type, place and nodata the same",
  needsFile: true,
  params: Params,
  async compare(input) {
    const params = Params.parse(input.params);
    const paths = bothSides(input);
    const baseline = await read(paths.baseline, "baseline", input.file);
    const produced = await read(paths.produced, "produced", input.file);
    checkBands(Object.keys(params.bands ?? {}), baseline.bands.length);
    const findings = new Findings();
    compareDescription(baseline, produced, findings);
    const sameSize = baseline.width === produced.width && baseline.height === produced.height;
    baseline.bands.forEach((before, index) => {
      const after = produced.bands[index];
      if (after === undefined) return;
      const rules = { ...params.tolerance, ...params.bands?.[index + 1] };
      const masks: [Uint8Array | undefined, Uint8Array | undefined] = [
        baseline.masks[index],
        produced.masks[index],
      ];
      compareBand(`band ${index + 1}`, before, after, rules, sameSize ? masks : undefined, findings);
    });
    return findings.outcome();
  },
};

async function read(path: string, side: Side, file: string): Promise<RasterSummary> {
  try {
    return await readRaster(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The ${side} file "${file}" cannot be read as GeoTIFF: ${why}`, { cause: error });
  }
}

function checkBands(named: string[], count: number): void {
  const valid = Array.from({ length: count }, (_, index) => String(index + 1));
  const unknown = named.filter((band) => !valid.includes(band));
  if (unknown.length > 0) throw new Error(`params.bands: ${unknownKeys(unknown, valid)}`);
}

/** Everything but the cells. */
function compareDescription(baseline: RasterSummary, produced: RasterSummary, findings: Findings): void {
  const same = (where: string, before: JsonValue, after: JsonValue, message: string) => {
    if (JSON.stringify(before) !== JSON.stringify(after)) {
      findings.changed(where, before, after, message, "exact");
    }
  };
  const size = (raster: RasterSummary) => `${raster.width} x ${raster.height}`;
  same("size", size(baseline), size(produced), "The raster has another size (columns x rows)");
  same("bands", baseline.bands.length, produced.bands.length, "The number of bands is another");
  baseline.types.forEach((type, index) => {
    const after = produced.types[index];
    if (after !== undefined) same(`band ${index + 1} type`, type, after, "The sample type is another");
  });
  baseline.meanings.forEach((before, index) => {
    const after = produced.meanings[index];
    if (after === undefined) return;
    const name = `band ${index + 1}`;
    same(`${name} scale`, before.scale, after.scale, "The numbers are scaled by another factor");
    same(`${name} offset`, before.offset, after.offset, "Another offset is added to the numbers");
    same(`${name} unit`, before.unit, after.unit, "The unit is another");
  });
  same(
    "transform",
    baseline.transform,
    produced.transform,
    "The raster lies elsewhere or has another cell size",
  );
  const keys = new Set([...Object.keys(baseline.crs), ...Object.keys(produced.crs)]);
  for (const key of [...keys].sort()) {
    const message = "The coordinate reference system is another";
    same(`crs ${key}`, baseline.crs[key] ?? null, produced.crs[key] ?? null, message);
  }
  same("nodata value", shown(baseline.nodata), shown(produced.nodata), "The nodata value is another");
}

function compareBand(
  name: string,
  before: BandStats,
  after: BandStats,
  rules: Tolerances,
  masks: [Uint8Array | undefined, Uint8Array | undefined] | undefined,
  findings: Findings,
): void {
  const named = MOMENTS.filter((statistic) => rules[statistic] !== undefined);
  for (const statistic of [...COUNTS, ...(named.length === 0 ? MOMENTS : named)]) {
    const fallback = statistic === "count" || statistic === "nodata" ? EXACT : ROUNDING;
    const rule = rules[statistic] ?? fallback;
    const [a, b] = [before[statistic], after[statistic]];
    if (a === b || (a !== null && b !== null && within(a, b, rule))) continue;
    const [was, is] = a === null || b === null ? [String(shown(a)), String(shown(b))] : tellApart(a, b);
    const message = `${statistic} is ${is}, the baseline has ${was}`;
    findings.changed(`${name} ${statistic}`, shown(a), shown(b), message, toleranceText(rule));
  }
  if (masks?.[0] === undefined || masks[1] === undefined) return;
  const allowed = rules.mask ?? rules.nodata ?? EXACT;
  // A changed number of nodata cells is named already; the mask finds cells that only moved.
  if (rules.mask === undefined && !within(before.nodata, after.nodata, allowed)) return;
  const moved = maskDifferences(...masks as [Uint8Array, Uint8Array]);
  if (moved <= allowance(allowed, before.nodata)) return;
  const message = `${moved} cells are valid on one side only`;
  findings.changed(`${name} mask`, 0, moved, message, toleranceText(allowed));
}

/** A number as JSON can carry it: NaN and infinities as text. */
function shown(value: number | null): JsonValue {
  return value === null || Number.isFinite(value) ? value : String(value);
}
