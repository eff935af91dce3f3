/** Noise of features: attributes within tolerances or left out, features that change places, geometries that move. */
import { boundsOf, distanceBetween, lengthOf } from "../../compare/vector/measures.ts";
import type { Feature, Geometry, Layer } from "../../compare/vector/layer.ts";
import { readLayers } from "../../compare/vector/reader.ts";
import { EXACT, type Tolerance } from "../../compare/tolerance.ts";
import type { JsonValue } from "../../model/json.ts";
import { ColumnSurvey } from "../column_survey.ts";
import { Figures } from "../figures.ts";
import { filled, membersOf, toleranceOf } from "../params.ts";
import type { Rows } from "../table_order.ts";
import { rowsVary, UNTOLD } from "../table_rows.ts";
import type { LearnedRule, NoiseFinding, NoiseLearner, Samples } from "../types.ts";
import { toleranceFinding } from "../words.ts";

/** Measures of geometries, as `geometry` of `vector_diff` names them. */
const MEASURES = ["area", "length", "bounds", "distance"] as const;
type Measure = typeof MEASURES[number];
/** When none is named all are compared to rounding; how far they lie apart tells as much. */
const ALONE: Measure[] = ["distance"];
const ROUNDING: Tolerance = { rel: 1e-9 };

export const vectorNoise: NoiseLearner = {
  methods: ["vector_diff"],
  async learn(comparison, files, margin): Promise<LearnedRule | string> {
    const own = comparison.params ?? {};
    const survey = new ColumnSurvey(own);
    const shapes = new Shapes(membersOf(own["geometry"]));
    for (const samples of files) {
      const why = await addLayers(samples, own["key"] !== undefined, survey, shapes);
      if (why !== undefined) return why;
    }
    // Features are paired by attributes; whole ones without any cannot be.
    if (survey.key?.length === 0) return UNTOLD;
    const { params, findings } = survey.rules(margin);
    const geometry = shapes.rules(margin);
    const key = survey.key === undefined ? {} : { key: survey.key.length === 1 ? survey.key[0] : survey.key };
    return {
      comparison: {
        ...comparison,
        params: { ...own, ...key, ...params, ...filled("geometry", geometry.rules) },
      },
      findings: [...findings, ...geometry.findings],
    };
  },
};

/** @returns why not, when the layers are not of one shape, or nothing tells features apart that change places */
async function addLayers(
  { file, plays }: Samples,
  isKeyed: boolean,
  survey: ColumnSurvey,
  shapes: Shapes,
): Promise<string | undefined> {
  const read = [];
  for (const path of plays) read.push(await readLayers(path, "produced", file, isKeyed));
  for (const [name, first] of read[0] ?? []) {
    const layers = read.flatMap((layers) => layers.get(name) ?? []);
    if (layers.length < plays.length) return "has other layers in some plays";
    const why = rowsVary(layers.map(({ features }) => features), "features");
    if (why !== undefined) return why;
    const columns = [...first.columns.keys()];
    const hasIds = layers.every(({ features }) => features.every(({ id }) => id !== undefined));
    const features = layers.map((layer) => hasIds && !isKeyed ? byId(layer) : layer.features);
    const paired = survey.add(columns, features.map((list) => rowsOf(list, columns)));
    if (paired === undefined) return UNTOLD;
    paired[0]?.forEach((_, row) => {
      // The last cell of a row is the number of its feature.
      shapes.add(features.map((list, play) => list[Number(paired[play]?.[row]?.at(-1))]?.geometry ?? null));
    });
  }
  return undefined;
}

function byId({ features }: Layer): Feature[] {
  return [...features].sort((a, b) => (a.id ?? "") < (b.id ?? "") ? -1 : 1);
}

function rowsOf(features: readonly Feature[], columns: readonly string[]): Rows {
  return features.map(({ attributes }, index) => [
    ...columns.map((column) => cellOf(attributes[column])),
    index,
  ]);
}

function cellOf(value: JsonValue | undefined): string | number | null {
  if (value === undefined || value === null) return null;
  return typeof value === "number" ? value : JSON.stringify(value);
}

/** What was seen of geometries. */
class Shapes {
  readonly #own: Record<string, unknown>;
  readonly #figures = new Map<Measure, Figures>();

  constructor(own: Record<string, unknown>) {
    this.#own = own;
    const named = MEASURES.filter((measure) => own[measure] !== undefined);
    for (const measure of named.length === 0 ? ALONE : named) {
      this.#figures.set(measure, new Figures(this.#before(measure)));
    }
  }

  /** Adds the geometry of one feature in all plays. */
  add(geometries: readonly (Geometry | null)[]): void {
    const there = geometries.filter((geometry) => geometry !== null);
    const [first] = there;
    if (first === undefined || there.length < geometries.length) return;
    this.#figures.get("area")?.add(there.map(({ area }) => area));
    this.#figures.get("length")?.add(there.map(lengthOf));
    const edges = there.map(boundsOf);
    for (const edge of [0, 1, 2, 3]) this.#figures.get("bounds")?.add(edges.map((four) => four[edge] ?? NaN));
    const apart = there.slice(1).map((other) => distanceBetween(first, other));
    // Where coordinates are large, so is what rounding does to them.
    const scale = Math.max(...(edges[0] ?? []).map(Math.abs));
    const isRounding = this.#own["distance"] === undefined && Math.max(...apart) <= 1e-9 * scale;
    this.#figures.get("distance")?.add([0, ...apart.map((distance) => isRounding ? 0 : distance)]);
  }

  #before(measure: Measure): Tolerance {
    return toleranceOf(this.#own[measure]) ?? (measure === "distance" ? EXACT : ROUNDING);
  }

  rules(margin: number): { rules: Record<string, unknown>; findings: NoiseFinding[] } {
    const rules: Record<string, unknown> = { ...this.#own };
    const findings: NoiseFinding[] = [];
    for (const [measure, figures] of this.#figures) {
      const learned = !figures.moved
        ? undefined
        : measure === "distance"
        ? figures.range(margin)
        : figures.tolerance(margin);
      if (learned === undefined) continue;
      rules[measure] = learned.tolerance;
      findings.push(toleranceFinding(`geometry ${measure}`, this.#before(measure), learned));
    }
    return { rules, findings };
  }
}
