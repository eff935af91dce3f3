/** `json_exact`: every value of two JSON documents must be the same; differences are named by JSON path. */
import { z } from "zod";
import { isObject, type JsonValue } from "../model/json.ts";
import { bothSides, decodeUtf8, readTextBytes, type Side } from "./content.ts";
import { Findings } from "./findings.ts";
import { formatPath, pathMatcher, type PathPart } from "../text/json_path.ts";
import { parseJsonText, showJson } from "./json_text.ts";
import { closedObject } from "./params.ts";
import type { Comparator } from "./types.ts";

const Path = z.string().superRefine((text, context) => {
  try {
    pathMatcher(text);
  } catch (error) {
    context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
  }
});
const Params = closedObject({ ignore: z.array(Path).optional() });

export const jsonExact: Comparator = {
  method: "json_exact",
  summary: "every JSON value is the same; `ignore` takes JSON paths",
  needsFile: true,
  params: Params,
  async compare(input) {
    const { ignore = [] } = Params.parse(input.params);
    const paths = bothSides(input);
    const baseline = await readJson(paths.baseline, "baseline", input.file);
    const produced = await readJson(paths.produced, "produced", input.file);
    const findings = new Findings();
    const { unused, compared } = compareJson(baseline, produced, ignore, findings);
    if (compared === 0) {
      throw new Error(`There is nothing left to compare in "${input.file}": the ignores match every value`);
    }
    return findings.outcome(unused);
  },
};

async function readJson(path: string, side: Side, file: string): Promise<JsonValue> {
  const text = decodeUtf8(await readTextBytes(path, side, file));
  if (text === undefined) throw new Error(`The ${side} file "${file}" is not UTF-8 text`);
  try {
    return parseJsonText(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The ${side} file "${file}" is not JSON: ${why}`, { cause: error });
  }
}

/**
 * Adds every difference of two documents to the findings, in the order of the baseline.
 *
 * @param ignore JSON paths that are not looked at, with all below them
 * @returns the ignores that matched nothing, and how many values were looked at (an empty container is one)
 */
export function compareJson(
  baseline: JsonValue,
  produced: JsonValue,
  ignore: readonly string[],
  findings: Findings,
): { unused: string[]; compared: number } {
  let compared = 0;
  const rules = ignore.map((text) => ({ text, matches: pathMatcher(text), used: false }));
  const ignored = (path: readonly PathPart[]): boolean => {
    const hits = rules.filter((rule) => rule.matches(path));
    for (const rule of hits) rule.used = true;
    return hits.length > 0;
  };
  const visit = (a: JsonValue, b: JsonValue, path: PathPart[]): void => {
    if (Array.isArray(a) && Array.isArray(b)) {
      if (a.length + b.length === 0) compared++;
      for (let index = 0; index < Math.max(a.length, b.length); index++) {
        visitPart(a[index], b[index], [...path, index]);
      }
    } else if (isObject(a) && isObject(b)) {
      const added = Object.keys(b).filter((key) => !Object.hasOwn(a, key));
      const keys = [...Object.keys(a), ...added];
      if (keys.length === 0) compared++;
      for (const key of keys) visitPart(own(a, key), own(b, key), [...path, key]);
    } else {
      compared++;
      if (a !== b) findings.changed(formatPath(path), showJson(a), showJson(b), changeMessage(a, b));
    }
  };
  const visitPart = (a: JsonValue | undefined, b: JsonValue | undefined, path: PathPart[]): void => {
    if (rules.length > 0 && ignored(path)) return;
    if (a !== undefined && b !== undefined) return visit(a, b, path);
    compared++;
    if (b !== undefined) findings.extra(formatPath(path), showJson(b));
    if (a !== undefined) findings.missing(formatPath(path), showJson(a));
  };
  visit(baseline, produced, []);
  return { unused: rules.filter((rule) => !rule.used).map((rule) => rule.text), compared };
}

function own(object: Record<string, JsonValue>, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function changeMessage(baseline: JsonValue, produced: JsonValue): string {
  const [before, after] = [kindOf(baseline), kindOf(produced)];
  return before === after ? `The ${before} is another` : `The type changed from ${before} to ${after}`;
}

function kindOf(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return showJson(value) === value ? typeof value : "number";
}
