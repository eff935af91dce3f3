/** Compares two JSON documents: every value, both ways, by rules for places. */
import { isObject, type JsonValue } from "../../model/json.ts";
import { formatPath, type PathPart } from "../../text/json_path.ts";
import type { Findings } from "../findings.ts";
import { pairByKey } from "./arrays.ts";
import { changeMessage } from "./change_message.ts";
import { arrayRules, type PlaceRule, placeRules, ruleFor } from "./rules.ts";
import { numericOf, showJson } from "./text.ts";
import { formatDelta } from "../numbers.ts";
import { EXACT, type Tolerance, toleranceText, within } from "../tolerance.ts";

/** What may differ. */
export interface JsonRules {
  /** Places that are not looked at, with all below them. */
  ignore?: readonly string[] | undefined;
  /** Of all numbers. */
  tolerance?: Tolerance | undefined;
  /** Of the numbers at and below a place; the last that fits wins. */
  tolerances?: Readonly<Record<string, Tolerance>> | undefined;
  /** Arrays whose order does not count: place to the member that tells their objects apart, `""` for the whole value. */
  unordered?: Readonly<Record<string, string>> | undefined;
}

/** How much was looked at. */
export interface Looked {
  /** Rules that were about nothing. */
  unused: string[];
  /** Values that were compared; an empty container is one. */
  compared: number;
}

/**
 * Adds every difference of two documents to the findings, in the order of the baseline.
 *
 * @param root how the documents themselves are called
 * @throws Error when an array that is told apart by a member has an element without it, or two with the same
 */
export function compareJson(
  baseline: JsonValue,
  produced: JsonValue,
  rules: JsonRules,
  findings: Findings,
  root = "$",
): Looked {
  const walk = new Walk(rules, findings, root);
  walk.visit(baseline, produced, []);
  return walk.looked();
}

class Walk {
  readonly #findings: Findings;
  readonly #root: string;
  readonly #ignore: PlaceRule<true>[];
  readonly #tolerance: Tolerance;
  readonly #tolerances: PlaceRule<Tolerance>[];
  readonly #unordered: PlaceRule<string>[];
  #compared = 0;

  constructor(
    { ignore = [], tolerance = EXACT, tolerances = {}, unordered = {} }: JsonRules,
    findings: Findings,
    root: string,
  ) {
    this.#findings = findings;
    this.#root = root;
    this.#ignore = placeRules(ignore.map((text) => [text, true]));
    this.#tolerance = tolerance;
    this.#tolerances = placeRules(Object.entries(tolerances));
    this.#unordered = arrayRules(Object.entries(unordered));
  }

  looked(): Looked {
    const rules = [...this.#ignore, ...this.#tolerances, ...this.#unordered];
    return { unused: rules.filter(({ used }) => !used).map(({ text }) => text), compared: this.#compared };
  }

  /** @param path of both; it is the same array for the whole walk, since large documents have millions of places */
  visit(a: JsonValue, b: JsonValue, path: PathPart[]): void {
    if (Array.isArray(a) && Array.isArray(b)) return this.#arrays(a, b, path);
    if (isObject(a) && isObject(b)) {
      const added = Object.keys(b).filter((key) => !Object.hasOwn(a, key));
      const keys = [...Object.keys(a), ...added];
      if (keys.length === 0) this.#compared++;
      for (const key of keys) this.#part(own(a, key), own(b, key), path, key);
      return;
    }
    this.#compared++;
    this.#leaves(a, b, path);
  }

  #arrays(a: JsonValue[], b: JsonValue[], path: PathPart[]): void {
    if (a.length + b.length === 0) this.#compared++;
    const key = ruleFor(this.#unordered, path)?.value;
    if (key === undefined) {
      for (let index = 0; index < Math.max(a.length, b.length); index++) {
        this.#part(a[index], b[index], path, index);
      }
      return;
    }
    for (const [left, right, name] of pairByKey(a, b, key, path, this.#isIgnored)) {
      this.#part(left, right, path, name);
    }
  }

  #part(a: JsonValue | undefined, b: JsonValue | undefined, parent: PathPart[], name: PathPart): void {
    parent.push(name);
    this.#here(a, b, parent);
    parent.pop();
  }

  readonly #isIgnored = (path: readonly PathPart[]): boolean =>
    this.#ignore.length > 0 && ruleFor(this.#ignore, path) !== undefined;

  #here(a: JsonValue | undefined, b: JsonValue | undefined, path: PathPart[]): void {
    if (this.#isIgnored(path)) return;
    if (a !== undefined && b !== undefined) return this.visit(a, b, path);
    this.#compared++;
    if (b !== undefined) this.#findings.extra(this.#name(path), showJson(b));
    if (a !== undefined) this.#findings.missing(this.#name(path), showJson(a));
  }

  #name(path: readonly PathPart[]): string {
    return this.#root + formatPath(path).slice(1);
  }

  #leaves(a: JsonValue, b: JsonValue, path: PathPart[]): void {
    const tolerance = ruleFor(this.#tolerances, path)?.value ?? this.#tolerance;
    if (a === b) return;
    const [before, after] = [numericOf(a), numericOf(b)];
    const numbers = before !== undefined && after !== undefined;
    const isLax = tolerance.abs !== undefined || tolerance.rel !== undefined;
    if (numbers && within(before, after, tolerance)) return;
    const message = numbers && isLax ? formatDelta(before, after) : changeMessage(a, b);
    const rule = numbers && isLax ? [toleranceText(tolerance)] as const : [];
    this.#findings.changed(this.#name(path), showJson(a), showJson(b), message, ...rule);
  }
}

function own(object: Record<string, JsonValue>, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
