/** `json_exact`: every value of two JSON documents must be the same; differences are named by JSON path. */
import { z } from "zod";
import { bothSides } from "./content.ts";
import { Findings } from "./findings.ts";
import { readJson } from "./json_file.ts";
import { JsonPlace } from "./json_rules.ts";
import { compareJson } from "./json_walk.ts";
import { closedObject } from "./params.ts";
import type { Comparator } from "./types.ts";

const Params = closedObject({ ignore: z.array(JsonPlace).optional() });

export const jsonExact: Comparator = {
  method: "json_exact",
  summary: "every JSON value is the same; `ignore` takes JSON paths and pointers",
  needsFile: true,
  params: Params,
  async compare(input) {
    const { ignore = [] } = Params.parse(input.params);
    const paths = bothSides(input);
    const baseline = await readJson(paths.baseline, "baseline", input.file);
    const produced = await readJson(paths.produced, "produced", input.file);
    const findings = new Findings();
    const { unused, compared } = compareJson(baseline, produced, { ignore }, findings);
    if (compared === 0) {
      throw new Error(`There is nothing left to compare in "${input.file}": the ignores match every value`);
    }
    return findings.outcome(unused);
  },
};
