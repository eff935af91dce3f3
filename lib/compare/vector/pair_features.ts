/** Pairs the features of two layers: by key, by id, or by order. */
import type { JsonValue } from "../../model/json.ts";
import { showJson } from "../json/text.ts";
import type { Side } from "../text/content.ts";
import type { Feature, Layer } from "./layer.ts";

/** Both sides of a feature, and how it is called. */
export interface FeaturePair {
  name: string;
  baseline: Feature | undefined;
  produced: Feature | undefined;
}

/**
 * The pairs in the order of the baseline, then what only the produced side has.
 *
 * @param key attributes that tell features apart; without any it is their ids, where all have one, else their order
 * @throws Error that names the side when a feature lacks the key, or two have the same
 */
export function pairFeatures(
  baseline: Layer,
  produced: Layer,
  key: readonly string[],
  file: string,
): FeaturePair[] {
  const nameOf = key.length > 0 ? keyName(key, file) : idName(baseline, produced);
  if (nameOf === undefined) return byOrder(baseline.features, produced.features);
  const before = tableOf(baseline, "baseline", nameOf, file);
  const after = tableOf(produced, "produced", nameOf, file);
  const pairs: FeaturePair[] = [...before].map(([name, feature]) => ({
    name: `feature ${name}`,
    baseline: feature,
    produced: after.get(name),
  }));
  for (const [name, feature] of after) {
    if (!before.has(name)) pairs.push({ name: `feature ${name}`, baseline: undefined, produced: feature });
  }
  return pairs;
}

type NameOf = (feature: Feature, side: Side, index: number) => string;

function keyName(key: readonly string[], file: string): NameOf {
  return ({ attributes }, side, index) =>
    key.map((column) => {
      const value: JsonValue | undefined = Object.hasOwn(attributes, column) ? attributes[column] : undefined;
      if (value !== undefined && value !== null) return `${column}=${plain(value)}`;
      throw new Error(
        `Feature ${index + 1} of the ${side} file "${file}" has no "${column}" to tell it apart`,
      );
    }).join(", ");
}

function plain(value: JsonValue): string {
  const shown = showJson(value);
  return typeof shown === "string" ? shown : JSON.stringify(shown);
}

/** By the ids of the format, where every feature of both sides has one. */
function idName(baseline: Layer, produced: Layer): NameOf | undefined {
  const all = [...baseline.features, ...produced.features];
  if (all.length === 0 || all.some(({ id }) => id === undefined)) return undefined;
  return ({ id = "" }) => `id=${id}`;
}

function tableOf({ features }: Layer, side: Side, nameOf: NameOf, file: string): Map<string, Feature> {
  const table = new Map<string, Feature>();
  for (const [index, feature] of features.entries()) {
    const name = nameOf(feature, side, index);
    if (table.has(name)) throw new Error(`Two features of the ${side} file "${file}" have ${name}`);
    table.set(name, feature);
  }
  return table;
}

function byOrder(a: readonly Feature[], b: readonly Feature[]): FeaturePair[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, index) => ({
    name: `feature ${index + 1}`,
    baseline: a[index],
    produced: b[index],
  }));
}
