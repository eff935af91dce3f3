/** `raster_pixels`: every cell of a raster within a tolerance; where data is, and all that describes it, the same. */
import { z } from "zod";
import type { JsonObject } from "../../model/json.ts";
import { drawRaster } from "../draw/raster.ts";
import { Findings } from "../findings.ts";
import { closedObject } from "../params.ts";
import { checkBands, compareDescription, rowsOnSide } from "../raster/description.ts";
import { ClassConfusion, classFacts, type ClassPair } from "../raster/classes.ts";
import {
  BandRules,
  checkLimits,
  CLASSES_OR_NUMBERS,
  factsOf,
  FirstCells,
  isClassesOrNumbers,
  listCells,
  LISTED_CELLS,
  noteOf,
  PixelRules,
} from "../raster/pixel_findings.ts";
import { PixelAccumulator, type PixelStats } from "../raster/pixels.ts";
import { nodataAs, type Raster, type RasterHeader } from "../raster/header.ts";
import { isVrt } from "../raster/open.ts";
import { withBothRasters } from "../raster/both.ts";
import { pairedRows, type RowPair, rowsOf } from "../raster/rows.ts";
import { EXACT } from "../tolerance.ts";
import type { Comparator, Outcome } from "../types.ts";

const Params = closedObject({
  ...PixelRules,
  /** Band number from 1 to rules that go before those of all bands. */
  bands: z.record(z.string().regex(/^[1-9]\d*$/), BandRules, {
    error: (issue) => issue.code === "invalid_key" ? "bands are numbered from 1" : undefined,
  }).optional(),
}).refine(isClassesOrNumbers, CLASSES_OR_NUMBERS);

export const rasterPixels: Comparator = {
  method: "raster_pixels",
  summary: "every GeoTIFF cell within `tolerance`, but for a `share`; errors and mask within limits",
  keeps: "file",
  always: isVrt,
  params: Params,
  draw: drawRaster,
  compare: async (input) => {
    const params = Params.parse(input.params);
    return await withBothRasters(input, (a, b) => compareRasters(a, b, params, input.file));
  },
};

async function compareRasters(
  a: Raster,
  b: Raster,
  { bands, ...common }: z.infer<typeof Params>,
  file: string,
): Promise<Outcome> {
  const findings = new Findings(LISTED_CELLS * 10);
  checkBands(Object.keys(bands ?? {}), a.header.bands);
  compareDescription(a.header, b.header, findings);
  if (a.header.width !== b.header.width || a.header.height !== b.header.height) return findings.outcome();
  const facts: JsonObject = {};
  const notes: string[] = [];
  for (let band = 0; band < Math.min(a.header.bands, b.header.bands); band++) {
    const rows = pairedRows(
      rowsOnSide("baseline", file, rowsOf(a, band)),
      rowsOnSide("produced", file, rowsOf(b, band)),
      a.header.width,
    );
    const name = `band ${band + 1}`;
    const { stats, pairs } = await compareBand(
      name,
      rows,
      [a.header, b.header],
      rulesOf(common, bands?.[band + 1]),
      findings,
    );
    facts[name] = { ...factsOf(stats), ...(pairs.length === 0 ? {} : classFacts(pairs)) };
    const note = noteOf(stats, a.header, pairs);
    if (note !== undefined) notes.push(a.header.bands > 1 ? `${name}: ${note}` : note);
  }
  return findings.outcome({ facts, ...(notes.length === 0 ? {} : { note: notes.join("; ") }) });
}

/** A band's rules go before those of all; one that says classes or tolerance leaves out the other. */
function rulesOf(common: BandRules, band: BandRules = {}): BandRules {
  const { classes, tolerance, ...rest } = common;
  if (band.classes === true || band.tolerance !== undefined) return { ...rest, ...band };
  return { ...rest, classes, tolerance, ...band };
}

async function compareBand(
  name: string,
  rows: AsyncIterable<RowPair>,
  [a, b]: [RasterHeader, RasterHeader],
  rules: BandRules,
  findings: Findings,
): Promise<{ stats: PixelStats; pairs: ClassPair[] }> {
  if (rules.classes === true && a.type.startsWith("float")) {
    throw new Error(`params.classes: ${name} holds ${a.type} numbers, not classes`);
  }
  const nodata = [nodataAs(a), nodataAs(b)] as const;
  const first = new FirstCells();
  const sum = new PixelAccumulator(a.width, rules.tolerance ?? EXACT, nodata, (cell) => first.add(cell));
  const confusion = rules.classes === true ? new ClassConfusion(nodata) : undefined;
  for await (const pair of rows) {
    sum.add(pair);
    confusion?.add(pair);
  }
  const stats = sum.result();
  const pairs = confusion?.pairs ?? [];
  listCells(name, first, stats, pairs, a, rules, findings);
  checkLimits(name, stats, rules, findings);
  return { stats, pairs };
}
