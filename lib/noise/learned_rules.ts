/** Tolerances and ignores for places that figures vary at: columns, values in JSON. */
import type { Tolerance } from "../compare/tolerance.ts";
import type { Figures } from "./figures.ts";
import type { NoiseFinding } from "./types.ts";
import { toleranceFinding } from "./words.ts";

/** What was seen at one place, in all files. */
export interface PlaceNoise {
  figures: Figures;
  /** How often something else than a figure varied, or was not there in some plays. */
  others: number;
  /** The tolerance as it is. */
  rule: Tolerance;
}

/**
 * Adds what one place held in the plays: a figure that is no number in some of them says nothing of tolerances.
 *
 * @param values in the order of the plays; what is no figure as something that can be told apart by `Object.is`
 */
export function addValues(noise: PlaceNoise, values: readonly (string | number | null)[]): void {
  const numbers = values.flatMap((value) => typeof value === "number" && !Number.isNaN(value) ? [value] : []);
  if (numbers.length === values.length) noise.figures.add(numbers);
  else if (values.some((value) => !Object.is(value, values[0]))) noise.others++;
}

/** The rules that the places need; places that hold theirs are not named. */
export interface LearnedRules {
  tolerances: Record<string, Tolerance>;
  ignore: string[];
  findings: NoiseFinding[];
}

/**
 * The rules that are needed, place by place: a tolerance for figures, else the place is ignored.
 *
 * @param places by the name that the rules give them
 * @param margin how much wider than what was seen a tolerance is, at the least
 * @param called the name as people are told it
 */
export function learnedRules(
  places: ReadonlyMap<string, PlaceNoise>,
  margin: number,
  called = (name: string) => name,
): LearnedRules {
  const found: LearnedRules = { tolerances: {}, ignore: [], findings: [] };
  for (const [name, { figures, others, rule }] of places) {
    if (others === 0 && !figures.moved) continue;
    const learned = others > 0 || figures.isClock ? undefined : figures.tolerance(margin);
    const where = called(name);
    if (learned !== undefined) {
      found.tolerances[name] = learned.tolerance;
      found.findings.push(toleranceFinding(where, rule, learned));
      continue;
    }
    found.ignore.push(name);
    found.findings.push({
      where,
      kind: "ignore",
      seen: figures.ignoredWords(others),
      before: "compared",
      after: "ignored",
    });
  }
  return found;
}
