/** What varies in the columns of tables and of features: figures, words, the order of rows. */
import { EXACT } from "../compare/tolerance.ts";
import { Figures } from "./figures.ts";
import { filled, membersOf, textsOf, toleranceOf } from "./params.ts";
import { addValues, learnedRules, type PlaceNoise } from "./learned_rules.ts";
import { byKey, type Rows, telling } from "./table_order.ts";
import type { NoiseFinding } from "./types.ts";

/** What varies in tables of the same columns. */
export class ColumnSurvey {
  readonly #own: Record<string, unknown>;
  readonly #columns = new Map<string, PlaceNoise>();
  /** Columns that rows must be paired by; none of them: by their whole content; undefined: rows stay in order. */
  key: string[] | undefined;

  constructor(own: Record<string, unknown>) {
    this.#own = own;
  }

  /**
   * Adds a table.
   *
   * @param names of the columns; further cells of a row are not looked at
   * @param plays its rows in each play
   * @returns the rows of each play in an order in which they stand for one another; undefined when there are more rows in
   *   some plays, or nothing tells rows apart that change places
   */
  add(names: readonly string[], plays: readonly Rows[]): readonly Rows[] | undefined {
    const [first = []] = plays;
    if (plays.some((rows) => rows.length !== first.length)) return undefined;
    const given = [this.#own["key"] ?? []].flat().map((name) => names.indexOf(String(name)));
    const ignored = textsOf(this.#own["ignore"]);
    const counted = names.map((_, column) => column).filter((column) =>
      !ignored.includes(names[column] ?? "")
    );
    const found = given.length > 0 ? { columns: given, moved: false } : telling(plays, counted);
    if (found === undefined) return undefined;
    const paired = found.moved || given.length > 0 ? plays.map((rows) => byKey(rows, found.columns)) : plays;
    if (found.moved && this.#own["order"] !== "free") {
      this.key = found.columns.map((column) => names[column] ?? "");
    }
    for (const column of counted) this.#cells(names[column] ?? "", column, paired);
    return paired;
  }

  #cells(name: string, column: number, paired: readonly Rows[]): void {
    const noise = this.#column(name);
    paired[0]?.forEach((_, row) => {
      addValues(noise, paired.map((rows) => rows[row]?.[column] ?? null));
    });
  }

  #column(name: string): PlaceNoise {
    const rules = membersOf(this.#own["tolerances"]);
    const rule = toleranceOf(rules[name] ?? this.#own["tolerance"]) ?? EXACT;
    const found = this.#columns.get(name) ?? { figures: new Figures(rule), others: 0, rule };
    this.#columns.set(name, found);
    return found;
  }

  get #orderFindings(): NoiseFinding[] {
    if (this.key === undefined) return [];
    const after = this.key.length === 0 ? "in any order" : `paired by ${this.key.join(", ")}`;
    return [{ where: "rows", kind: "order", seen: "they change places", before: "in order", after }];
  }

  /** The rules that are needed, column by column, beside those that are there. */
  rules(margin: number): { params: Record<string, unknown>; findings: NoiseFinding[] } {
    const { tolerances, ignore, findings } = learnedRules(this.#columns, margin, (name) => `column ${name}`);
    const params = {
      ...filled("tolerances", { ...membersOf(this.#own["tolerances"]), ...tolerances }),
      ...filled("ignore", [...new Set([...textsOf(this.#own["ignore"]), ...ignore])]),
    };
    return { params, findings: [...this.#orderFindings, ...findings] };
  }
}
