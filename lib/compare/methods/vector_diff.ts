/** `vector_diff`: features of GeoJSON, shapefiles and GeoPackages: CRS, keys, attributes within tolerances, geometries by measures. */
import { stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { z } from "zod";
import { Findings } from "../findings.ts";
import { formatNumber } from "../numbers.ts";
import { closedObject } from "../params.ts";
import { bothSides } from "../text/content.ts";
import { ToleranceParam } from "../tolerance.ts";
import type { Comparator, Outcome } from "../types.ts";
import { compareLayers, type Seen } from "../vector/compare_layers.ts";
import { type Layers, readLayers, sibling } from "../vector/reader.ts";
import { vectorView } from "../view/vector_view.ts";
import { viewFile } from "../view/view_file.ts";

const Column = z.string().min(1, "must not be empty");
const Rule = ToleranceParam.optional();
const Params = closedObject({
  /** Attributes that tell features apart; default: the ids of the format, else the order. */
  key: z.union([Column, z.array(Column).min(1, "names no attribute")]).optional(),
  /** Of all numbers among the attributes. */
  tolerance: Rule,
  /** By attribute. */
  tolerances: z.record(z.string(), ToleranceParam).optional(),
  /** Attributes that are not looked at. */
  ignore: z.array(Column).optional(),
  geometry: closedObject({ area: Rule, length: Rule, bounds: Rule, distance: Rule }).optional(),
});

/** Files of a shapefile that only speed up reading it, or describe it for people. */
const SIDE_FILES = new Set([".shx", ".sbn", ".sbx", ".qix", ".qpj", ".cpg", ".xml", ".qmd"]);
/** Files with a date in their header, which is not looked at. */
const VOLATILE = new Set([".dbf", ".gpkg"]);
/** Rules about attributes are of no use to the files of a shapefile that have none. */
const WITHOUT_ATTRIBUTES = new Set([".shp", ".prj"]);

/** Layers of a file whose outlines a report shows. */
const MOST_LAYERS = 4;

export const vectorDiff: Comparator = {
  method: "vector_diff",
  summary:
    "features of GeoJSON, shapefiles and GeoPackages by `key`: attributes within `tolerance`, `tolerances`, `ignore`; " +
    "`geometry` by area, length, bounds, distance; CRS",
  keeps: "file",
  params: Params,
  readsVolatile: (path) => VOLATILE.has(extname(path).toLowerCase()),
  async view(input, clean) {
    const { file } = input;
    const keys = [Params.parse(input.params).key ?? []].flat();
    const paths = bothSides(input);
    const baseline = await readLayers(paths.baseline, "baseline", file, keys.length > 0);
    const produced = await readLayers(paths.produced, "produced", file, keys.length > 0);
    const views = [...baseline].flatMap(([name, layer]) => {
      const other = produced.get(name);
      return other === undefined ? [] : [vectorView(file, name, [layer, other], keys, clean)];
    }).filter((view) => view !== undefined).slice(0, MOST_LAYERS);
    return views.map((view, index) => viewFile(view, baseline.size === 1 ? "" : `.layer${index + 1}`));
  },
  async compare(input) {
    const { file } = input;
    const ending = extname(file).toLowerCase();
    if (SIDE_FILES.has(ending)) return new Findings().outcome();
    const { key = [], tolerance, tolerances = {}, ignore = [], geometry = {} } = Params.parse(input.params);
    const rules = { key: typeof key === "string" ? [key] : key, tolerance, tolerances, ignore, geometry };
    const paths = bothSides(input);
    const baseline = await readLayers(paths.baseline, "baseline", file, rules.key.length > 0);
    const produced = await readLayers(paths.produced, "produced", file, rules.key.length > 0);
    const findings = new Findings();
    const seen: Seen = { features: 0, differing: 0 };
    for (const [name, layer] of baseline) {
      const other = produced.get(name);
      if (other === undefined) {
        findings.missing(`layer ${name}`, `${layer.features.length} features`);
        continue;
      }
      const place = { prefix: name === "" ? "" : `layer ${name}, `, file };
      add(seen, compareLayers(layer, other, rules, findings, place));
    }
    for (const [name, layer] of produced) {
      if (!baseline.has(name)) findings.extra(`layer ${name}`, `${layer.features.length} features`);
    }
    const note = [
      ...noteOf(seen),
      ...(ending === ".shp" ? await withoutAttributes(paths) : []),
    ].join("; ");
    return findings.outcome({
      unused: WITHOUT_ATTRIBUTES.has(ending)
        ? []
        : unusedRules([...Object.keys(tolerances), ...ignore], [baseline, produced]),
      ...(note === "" ? {} : { note }),
      ...(seen.differing === 0 ? {} : { facts: factsOf(seen) }),
    });
  },
};

function add(sum: Seen, { features, differing, farthest }: Seen): void {
  sum.features += features;
  sum.differing += differing;
  if (farthest !== undefined && farthest.distance > (sum.farthest?.distance ?? 0)) sum.farthest = farthest;
}

function noteOf({ features, differing, farthest }: Seen): string[] {
  if (differing === 0) return [];
  const far = farthest === undefined
    ? ""
    : `, ${farthest.name} lies farthest from its place (${formatNumber(farthest.distance, 4)})`;
  return [`${differing} of ${features} features differ${far}`];
}

function factsOf({ features, differing, farthest }: Seen): NonNullable<Outcome["facts"]> {
  return {
    features,
    differing,
    ...(farthest === undefined
      ? {}
      : { farthest: { feature: farthest.name, distance: String(farthest.distance) } }),
  };
}

/** A shapefile's attributes lie in a file of their own, which the baseline must keep to be compared. */
async function withoutAttributes(paths: { baseline: string; produced: string }): Promise<string[]> {
  const there = (path: string) => stat(sibling(path, ".dbf")).then(() => true, () => false);
  if (!await there(paths.produced) || await there(paths.baseline)) return [];
  const name = basename(sibling(paths.produced, ".dbf"));
  return [`attributes are not compared: the baseline does not keep ${name}; name all files with a glob`];
}

function unusedRules(names: readonly string[], sides: readonly Layers[]): string[] {
  const known = new Set(
    sides.flatMap((layers) => [...layers.values()].flatMap(({ columns }) => [...columns.keys()])),
  );
  return names.filter((name) => !known.has(name));
}
