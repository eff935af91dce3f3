/** `raster_stats`: the statistics of every band of a raster within tolerances, and all that describes it the same. */
import { z } from "zod";
import { sha256 } from "../../files/hash.ts";
import type { JsonObject } from "../../model/json.ts";
import { drawRaster } from "../draw/raster.ts";
import { Findings } from "../findings.ts";
import { closedObject } from "../params.ts";
import { maskDifferences, movedCells } from "../raster/band_stats.ts";
import { checkBands, compareDescription, onSide } from "../raster/description.ts";
import { isVrt, rootOf } from "../raster/open.ts";
import { type RasterSummary, readRaster } from "../raster/reader.ts";
import {
  bandFacts,
  type BandFigures,
  bandText,
  compareStatistics,
  needsDistribution,
  StatisticRules,
} from "../raster/statistics.ts";
import { coarse, fromKept, type KeptRaster, toKept } from "../raster/summary.ts";
import { bothSides, type Side } from "../text/content.ts";
import { allowance, EXACT, toleranceText, within } from "../tolerance.ts";
import type { Comparator, ComparatorInput } from "../types.ts";

const Params = closedObject({
  tolerance: StatisticRules.optional(),
  /** Band number from 1 to tolerances that go before those of all bands. */
  bands: z.record(z.string().regex(/^[1-9]\d*$/), StatisticRules, {
    error: (issue) => issue.code === "invalid_key" ? "bands are numbered from 1" : undefined,
  }).optional(),
});

/** The baseline may be a summary. */
type Baseline = RasterSummary | KeptRaster;

export const rasterStats: Comparator = {
  method: "raster_stats",
  summary: "statistics of every band of a raster within `tolerance`; size, type, place and nodata the same",
  keeps: "summary",
  always: isVrt,
  params: Params,
  draw: drawRaster,
  async compare(input) {
    const { tolerance = {}, bands = {} } = Params.parse(input.params);
    const withDistributions = [tolerance, ...Object.values(bands)].some(needsDistribution);
    const baseline = await readBaseline(input, withDistributions);
    const produced = await readProduced(input, withDistributions);
    if (isKept(baseline)) produced.distributions = coarse(produced);
    checkBands(Object.keys(bands), baseline.bands);
    const findings = new Findings();
    compareDescription(baseline, produced, findings);
    const notes: string[] = [];
    const facts: Record<Side, JsonObject> = { baseline: {}, produced: {} };
    for (let band = 0; band < Math.min(baseline.bands, produced.bands); band++) {
      const [before, after] = [figuresOf(baseline, band), figuresOf(produced, band)];
      if (before === undefined || after === undefined) continue;
      const name = `band ${band + 1}`;
      const rules = { ...tolerance, ...bands[band + 1] };
      const known = findings.outcome().counts.changed;
      compareStatistics(name, before, after, rules, findings);
      const uncounted = compareMasks(name, band, baseline, produced, rules, findings);
      facts.baseline[name] = bandFacts(before);
      facts.produced[name] = bandFacts(after);
      if (findings.outcome().counts.changed === known) continue;
      const prefix = baseline.bands > 1 ? `${name}: ` : "";
      notes.push(`${prefix}baseline ${bandText(before)}; produced ${bandText(after)}`);
      if (uncounted !== undefined) notes.push(`${prefix}${uncounted}`);
    }
    return findings.outcome({ facts, ...(notes.length === 0 ? {} : { note: notes.join("; ") }) });
  },
  summarise: async (path) => toKept(await readRaster(path, true)),
};

/** Sums up the baseline's file, or takes what was kept of it. */
async function readBaseline(input: ComparatorInput, withDistributions: boolean): Promise<Baseline> {
  const { path, summary } = input.baseline;
  if (path === undefined && summary !== undefined) {
    return await onSide("baseline", input.file, () => Promise.resolve(fromKept(summary)));
  }
  const { baseline } = bothSides(input);
  return await onSide(
    "baseline",
    input.file,
    () => readRaster(baseline, withDistributions, rootOf(baseline, input.file)),
  );
}

async function readProduced(
  { file, produced }: ComparatorInput,
  withDistributions: boolean,
): Promise<RasterSummary> {
  return await onSide(
    "produced",
    file,
    () => readRaster(produced, withDistributions, rootOf(produced, file)),
  );
}

function isKept(baseline: Baseline): baseline is KeptRaster {
  return "mask_hashes" in baseline;
}

function figuresOf({ stats, distributions }: Baseline, band: number): BandFigures | undefined {
  const figures = stats[band];
  return figures === undefined ? undefined : { ...figures, distribution: distributions[band] };
}

/**
 * Finds cells that have data on one side only.
 *
 * @returns what is to be said of it, when the baseline is a summary: those are not counted then
 */
function compareMasks(
  name: string,
  band: number,
  baseline: Baseline,
  produced: RasterSummary,
  rules: StatisticRules,
  findings: Findings,
): string | undefined {
  const [before, after] = [baseline.stats[band]?.nodata ?? 0, produced.stats[band]?.nodata ?? 0];
  const mask = produced.masks[band];
  if (mask === undefined || baseline.width !== produced.width || baseline.height !== produced.height) return;
  const allowed = rules.mask ?? rules.nodata ?? EXACT;
  // A changed number of nodata cells is named already; the mask finds cells that only moved.
  if (rules.mask === undefined && !within(before, after, allowed)) return;
  if (isKept(baseline)) {
    if (sha256(mask) === baseline.mask_hashes[band]) return;
    const [least, most] = movedCells(before, after, baseline.width * baseline.height);
    if (most <= allowance(allowed, before)) return;
    const moved = least === most ? String(least) : `${least} to ${most}`;
    const message = `${moved} cells are valid on one side only, which a summary cannot count`;
    findings.changed(`${name} mask`, 0, least === most ? least : moved, message, toleranceText(allowed));
    return least === most
      ? undefined
      : `${message}: say \`keep: file\` in the comparison, and accept it again`;
  }
  const moved = maskDifferences(baseline.masks[band] ?? new Uint8Array(), mask);
  if (moved <= allowance(allowed, before)) return;
  const message = `${moved} cells are valid on one side only`;
  findings.changed(`${name} mask`, 0, moved, message, toleranceText(allowed));
}
