/** Noise of raster statistics: what `raster_stats` says with no tolerance at all, play against play. */
import { rasterStats } from "../../compare/methods/raster_stats.ts";
import { EXACT, type Tolerance } from "../../compare/tolerance.ts";
import type { Comparison } from "../../model/profile.ts";
import { Figures } from "../figures.ts";
import { bandsWith, membersOf, toleranceOf } from "../params.ts";
import { comparePlays } from "../play_pairs.ts";
import type { LearnedRule, NoiseFinding, NoiseLearner, Samples } from "../types.ts";
import { toleranceFinding } from "../words.ts";

const WHERE = /^band \d+ (\w+)$/;
/** When none is named, these are compared; the rule must name all as soon as it names one. */
const MOMENTS = ["min", "max", "mean", "std", "sum"];
/** Those that say how far apart two rasters are: 0 beside itself. */
const DISTANCES = ["mask", "histogram"];
const COUNTS = ["count", "nodata", "mask"];
const ROUNDING = { rel: 1e-9 };

export const rasterStatsNoise: NoiseLearner = {
  methods: ["raster_stats"],
  reads: (file) => /\.(?:tiff?|vrt)$/i.test(file),
  async learn(comparison, files, margin): Promise<LearnedRule | undefined> {
    const params = comparison.method === "raster_stats" ? comparison.params ?? {} : {};
    const own = membersOf(params["tolerance"]);
    const isNamed = Object.keys(own).some((statistic) => !COUNTS.includes(statistic));
    const compared = isNamed ? own : Object.fromEntries(MOMENTS.map((moment) => [moment, ROUNDING]));
    const strict = Object.fromEntries(
      [...Object.keys(compared), ...COUNTS].map((statistic) => [statistic, 0]),
    );
    const rule = { ...comparison, method: "raster_stats", params: { tolerance: strict } };
    const before = (statistic: string): Tolerance =>
      toleranceOf(own[statistic] ?? compared[statistic]) ?? EXACT;
    const statistics = new Map<string, Figures>();
    for (const one of files) {
      const found = await statisticsOf(rule, one);
      if (found === undefined) return undefined;
      for (const [where, values] of found) {
        const statistic = WHERE.exec(where)?.[1] ?? where;
        const figures = statistics.get(statistic) ?? new Figures(before(statistic));
        statistics.set(statistic, figures);
        figures.add(values);
      }
    }
    const tolerance: Record<string, unknown> = {};
    const findings: NoiseFinding[] = [];
    for (const [statistic, figures] of statistics) {
      if (!figures.moved) continue;
      const learned = DISTANCES.includes(statistic) ? figures.range(margin) : figures.tolerance(margin);
      if (learned === undefined) return undefined;
      tolerance[statistic] = learned.tolerance;
      findings.push(toleranceFinding(statistic, before(statistic), learned));
    }
    const after = {
      ...params,
      tolerance: { ...own, ...compared, ...tolerance },
      ...bandsWith(params, tolerance),
    };
    return { comparison: { ...comparison, method: "raster_stats", params: after }, findings };
  },
};

/** The values of each statistic in all plays; undefined when more than statistics differs. */
async function statisticsOf(
  strict: Comparison,
  samples: Samples,
): Promise<Map<string, number[]> | undefined> {
  const outcomes = await comparePlays(rasterStats, strict, samples);
  const values = new Map<string, number[]>();
  for (const { differences } of outcomes) {
    for (const { where, baseline } of differences) {
      if (!WHERE.test(where) || typeof baseline !== "number") return undefined;
      values.set(where, [baseline]);
    }
  }
  for (const [where, list] of values) {
    for (const { differences } of outcomes) {
      const found = differences.find((one) => one.where === where)?.actual ?? list[0];
      if (typeof found !== "number") return undefined;
      list.push(found);
    }
  }
  return values;
}
