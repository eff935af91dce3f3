/** Compares the JSON files of both sides. */
import type { JsonValue } from "../../model/json.ts";
import { Findings } from "../findings.ts";
import { bothSides } from "../text/content.ts";
import type { ComparatorInput } from "../types.ts";
import { readJson } from "./file.ts";
import { compareJson, type JsonRules } from "./walk.ts";

/** What two files hold, and what differs. */
export interface ComparedFiles {
  documents: [baseline: JsonValue, produced: JsonValue];
  findings: Findings;
  /** Rules that were about nothing. */
  unused: string[];
}

/**
 * Reads and compares both files.
 *
 * @param nodb they are the state of a controller: what belongs to their run does not count
 * @param most differences that are listed; further ones are counted
 * @throws Error when a side is no JSON, or the ignores leave nothing to compare
 */
export async function compareJsonFiles(
  input: ComparatorInput,
  nodb: boolean,
  rules: JsonRules,
  most: number,
): Promise<ComparedFiles> {
  const paths = bothSides(input);
  const baseline = await readJson(paths.baseline, "baseline", input.file, nodb);
  const produced = await readJson(paths.produced, "produced", input.file, nodb);
  const findings = new Findings(most);
  const { unused, compared } = compareJson(baseline, produced, rules, findings);
  if (compared === 0) {
    throw new Error(`There is nothing left to compare in "${input.file}": the ignores match every value`);
  }
  return { documents: [baseline, produced], findings, unused };
}
