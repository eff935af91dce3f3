/** Noise of JSON: figures within tolerances by place, clocks and other words left out, arrays whose order varies. */
import { readJson } from "../../compare/json/file.ts";
import { withoutPlaces } from "../../compare/json/nodb_places.ts";
import { arrayRules, placeRules, ruleFor } from "../../compare/json/rules.ts";
import { numberOf } from "../../compare/json/text.ts";
import { EXACT, type Tolerance } from "../../compare/tolerance.ts";
import { isObject, type JsonValue } from "../../model/json.ts";
import { formatPath, type PathPart } from "../../text/json_path.ts";
import { Figures } from "../figures.ts";
import { addValues, learnedRules, type PlaceNoise } from "../learned_rules.ts";
import { filled, membersOf, textsOf, toleranceOf } from "../params.ts";
import { orderOf, sorted } from "../json_order.ts";
import type { LearnedRule, NoiseFinding, NoiseLearner } from "../types.ts";

/** Lists whose ends differ by more elements than this are of another length in every play. */
const MOST_ENDS = 3;

export const jsonNoise: NoiseLearner = {
  methods: ["json_close", "json_exact"],
  reads: (file) => /\.(?:geo)?json$/i.test(file),
  async learn(comparison, files, margin): Promise<LearnedRule | undefined> {
    const params = comparison.params ?? {};
    const survey = new Survey(params);
    for (const { file, plays } of files) {
      const documents: JsonValue[] = [];
      for (const path of plays) {
        const document = await readJson(path, "produced", file);
        documents.push(
          file.endsWith(".nodb") && params["nodb"] !== false ? withoutPlaces(document) : document,
        );
      }
      survey.visit(documents, [], []);
    }
    const { tolerances, ignore, findings } = survey.rules(margin);
    const own = comparison.method === "json_close" || comparison.method === "json_exact" ? params : {};
    const unordered = mergedOrder(own["unordered"], survey.orders);
    return {
      comparison: {
        ...comparison,
        method: "json_close",
        params: {
          ...own,
          ...filled("tolerances", { ...membersOf(own["tolerances"]), ...tolerances }),
          ...filled("ignore", [...new Set([...textsOf(own["ignore"]), ...ignore])]),
          ...filled("unordered", unordered),
        },
      },
      findings: [...survey.orderFindings, ...findings],
    };
  },
};

class Survey {
  readonly #places = new Map<string, PlaceNoise>();
  readonly #ignore;
  readonly #tolerances;
  readonly #all: Tolerance;
  readonly #unordered;
  /** Place of an array to the member that tells its elements apart. */
  readonly orders = new Map<string, string>();

  constructor(params: Record<string, unknown>) {
    this.#ignore = placeRules(textsOf(params["ignore"]).map((text) => [text, true] as const));
    this.#all = toleranceOf(params["tolerance"]) ?? EXACT;
    this.#tolerances = placeRules(
      Object.entries(membersOf(params["tolerances"])).map((
        [text, rule],
      ) => [text, toleranceOf(rule) ?? EXACT]),
    );
    this.#unordered = arrayRules(
      Object.entries(orderRecord(params["unordered"])),
    );
  }

  /**
   * @param values of one place in all plays
   * @param path as it is
   * @param place with `*` for rows and numbered members
   */
  visit(values: readonly JsonValue[], path: PathPart[], place: string[]): void {
    if (path.length > 0 && ruleFor(this.#ignore, path) !== undefined) return;
    if (values.every(Array.isArray)) return this.#arrays(values, path, place);
    if (values.every((value) => isObject(value))) {
      const keys = [...new Set(values.flatMap((value) => Object.keys(value)))];
      const many = keys.length > 2 && keys.every((key) => /^\d+$/.test(key));
      for (const key of keys) {
        const parts = values.flatMap((value) => Object.hasOwn(value, key) ? [value[key] as JsonValue] : []);
        const step = many ? ".*" : formatPath([key]).slice(1);
        this.#part(parts, values.length, [...path, key], [...place, step]);
      }
      return;
    }
    this.#leaf(values, path, place);
  }

  #arrays(values: readonly JsonValue[][], path: PathPart[], place: string[]): void {
    const where = `$${place.join("")}`;
    const known = this.#unordered.findLast((rule) => rule.matches(path))?.value;
    const key = known ?? this.orders.get(where) ?? orderOf(values);
    if (key !== undefined && known === undefined) this.orders.set(where, key);
    const lists = key === undefined ? values : values.map((list) => sorted(list, key));
    const lengths = lists.map((list) => list.length);
    const [most, least] = [Math.max(...lengths), Math.min(...lengths)];
    for (let index = 0; index < most; index++) {
      const parts = lists.flatMap((list) => index < list.length ? [list[index] as JsonValue] : []);
      // What some plays lack at the end is known by its place; the elements before it go on being compared.
      const isEnd = index >= least && most - least <= MOST_ENDS && key === undefined;
      this.#part(parts, lists.length, [...path, index], [...place, isEnd ? `[${index}]` : "[*]"]);
    }
  }

  #part(parts: readonly JsonValue[], of: number, path: PathPart[], place: string[]): void {
    if (parts.length === of) this.visit(parts, path, place);
    else if (ruleFor(this.#ignore, path) === undefined) this.#at(path, place).others++;
  }

  #leaf(values: readonly JsonValue[], path: PathPart[], place: string[]): void {
    addValues(this.#at(path, place), values.map((value) => numberOf(value) ?? JSON.stringify(value)));
  }

  #at(path: PathPart[], place: string[]): PlaceNoise {
    const where = `$${place.join("")}`;
    const rule = ruleFor(this.#tolerances, path)?.value ?? this.#all;
    const found = this.#places.get(where) ?? { figures: new Figures(rule), others: 0, rule };
    this.#places.set(where, found);
    return found;
  }

  get orderFindings(): NoiseFinding[] {
    return [...this.orders].map(([where, key]) => ({
      where,
      kind: "order",
      seen: "its elements change places",
      before: "in order",
      after: key === "" ? "in any order" : `paired by ${key}`,
    }));
  }

  /** The rules that are needed, place by place. */
  rules(margin: number) {
    return learnedRules(this.#places, margin);
  }
}

/** What `unordered` is then: the list form where no member tells elements apart. */
function mergedOrder(own: unknown, found: ReadonlyMap<string, string>): unknown {
  if (found.size === 0) return own;
  const orders = { ...orderRecord(own), ...Object.fromEntries(found) };
  return Object.values(orders).every((key) => key === "") ? Object.keys(orders) : orders;
}

function orderRecord(value: unknown): Record<string, string> {
  if (Array.isArray(value)) return Object.fromEntries(textsOf(value).map((place) => [place, ""]));
  return Object.fromEntries(Object.entries(membersOf(value)).map(([place, key]) => [place, String(key)]));
}
