/** Noise of raster cells: how far each cell moved, and cells that have data in some plays only. */
import { nodataAs, type Raster } from "../../compare/raster/header.ts";
import { openRaster } from "../../compare/raster/open.ts";
import { rowsOf } from "../../compare/raster/rows.ts";
import { EXACT, type Tolerance } from "../../compare/tolerance.ts";
import { rasterPixels } from "../../compare/methods/raster_pixels.ts";
import { formatNumber } from "../../compare/numbers.ts";
import type { Comparison } from "../../model/profile.ts";
import { roundUp } from "../digits.ts";
import { Figures } from "../figures.ts";
import { bandsWith, membersOf, toleranceOf } from "../params.ts";
import { comparePlays } from "../play_pairs.ts";
import type { LearnedRule, NoiseFinding, NoiseLearner, Samples } from "../types.ts";
import { toleranceFinding } from "../words.ts";

/** Limits of `raster_pixels` on a band as a whole. */
const LIMITS = ["max_error", "mean_error", "rmse"] as const;

export const rasterPixelsNoise: NoiseLearner = {
  methods: ["raster_pixels"],
  async learn(comparison, files, margin): Promise<LearnedRule | undefined> {
    const params = comparison.params ?? {};
    const before: Tolerance = toleranceOf(params["tolerance"]) ?? EXACT;
    const figures = new Figures(before);
    let oneSided = 0;
    for (const samples of files) {
      const moved = await addCells(samples, figures);
      if (moved === undefined) return undefined;
      oneSided = Math.max(oneSided, moved);
    }
    const learned = figures.moved ? figures.tolerance(margin) : undefined;
    if (figures.moved && learned === undefined) return undefined;
    const mask = Math.ceil(oneSided * margin);
    const own = typeof params["mask"] === "number" ? params["mask"] : 0;
    const findings: NoiseFinding[] = learned === undefined
      ? []
      : [toleranceFinding("cells", before, learned)];
    if (oneSided > own) {
      findings.push({
        where: "mask",
        kind: "tolerance",
        seen: `${oneSided} cells with data in some plays only`,
        before: `${own} cells`,
        after: `${mask} cells`,
        factor: margin,
      });
    }
    const rules: Record<string, unknown> = {
      ...(learned === undefined ? {} : { tolerance: learned.tolerance }),
      ...(oneSided > own ? { mask } : {}),
    };
    for (const [limit, seen] of await limitsBroken(comparison, files)) {
      rules[limit] = roundUp(seen * margin);
      findings.push({
        where: limit,
        kind: "tolerance",
        seen: `up to ${formatNumber(seen, 3)}`,
        before: String(params[limit]),
        after: String(rules[limit]),
        factor: margin,
      });
    }
    const after = { ...params, ...rules, ...bandsWith(params, rules) };
    return { comparison: { ...comparison, params: after }, findings };
  },
};

/** Limits on errors as a whole that the profile has and the plays break, with the largest error seen. */
async function limitsBroken(
  comparison: Comparison,
  files: readonly Samples[],
): Promise<Map<string, number>> {
  const { params = {} } = comparison;
  const named = LIMITS.filter((limit) => typeof params[limit] === "number");
  const broken = new Map<string, number>();
  for (const samples of named.length === 0 ? [] : files) {
    for (const { facts = {} } of await comparePlays(rasterPixels, comparison, samples)) {
      for (const band of Object.values(facts)) {
        for (const limit of named) {
          const seen = Number(membersOf(band)[limit] ?? 0);
          if (seen > Math.max(Number(params[limit]), broken.get(limit) ?? 0)) broken.set(limit, seen);
        }
      }
    }
  }
  return broken;
}

/**
 * Adds the cells of one file, all plays side by side in rows.
 *
 * @returns cells that have data in some plays only; undefined when the rasters are not of one shape
 */
async function addCells({ plays }: Samples, figures: Figures): Promise<number | undefined> {
  const rasters: Raster[] = [];
  try {
    for (const path of plays) rasters.push(await openRaster(path));
    const shapes = rasters.map(({ header }) =>
      `${header.width} ${header.height} ${header.bands} ${header.nodata}`
    );
    if (new Set(shapes).size > 1) return undefined;
    const { header } = rasters[0] ?? {};
    let oneSided = 0;
    for (let band = 0; band < (header?.bands ?? 0); band++) {
      oneSided += await addBand(rasters, band, header === undefined ? NaN : nodataAs(header), figures);
    }
    return oneSided;
  } finally {
    for (const raster of rasters) await raster.close();
  }
}

async function addBand(
  rasters: readonly Raster[],
  band: number,
  nodata: number,
  figures: Figures,
): Promise<number> {
  const streams = rasters.map((raster) => cellsOf(raster, band));
  let oneSided = 0;
  for (;;) {
    const rows = await Promise.all(streams.map((stream) => stream.next()));
    const values = rows.flatMap(({ value, done }) => done === true ? [] : [value]);
    if (values.length < streams.length) return oneSided;
    for (let at = 0; at < (values[0]?.length ?? 0); at++) {
      const first = values[0]?.[at] ?? NaN;
      // Most cells are the same: they need no list of their own.
      if (values.every((row) => row[at] === first)) {
        if (first !== nodata) figures.addSteady(first);
        continue;
      }
      const cells = values.map((row) => row[at] ?? NaN);
      const there = cells.filter((cell) => !Number.isNaN(cell) && cell !== nodata);
      if (there.length === cells.length) figures.add(cells);
      else if (there.length > 0) oneSided++;
    }
  }
}

/** Rows of one band, one at a time, whatever the blocks of its file. */
async function* cellsOf(raster: Raster, band: number): AsyncGenerator<ArrayLike<number>, undefined> {
  const { width } = raster.header;
  for await (const { height, values } of rowsOf(raster, band)) {
    for (let row = 0; row < height; row++) yield values.subarray(row * width, (row + 1) * width);
  }
  return undefined;
}
