/** `json_exact`: every value of two JSON documents must be the same; differences are named by JSON path. */
import { z } from "zod";
import { bothSides } from "../text/content.ts";
import { Findings } from "../findings.ts";
import { isNodb, readJson } from "../json/file.ts";
import { JsonPlace } from "../json/rules.ts";
import { compareJson } from "../json/walk.ts";
import { closedObject } from "../params.ts";
import type { Comparator } from "../types.ts";

const Params = closedObject({
  ignore: z.array(JsonPlace).optional(),
  /** NoDb files are read so by their name; `false` leaves them as they are. */
  nodb: z.boolean().optional(),
});

export const jsonExact: Comparator = {
  method: "json_exact",
  summary:
    "every JSON value is the same, NoDb files without the places of their run; `ignore` takes JSON paths and pointers",
  keeps: "file",
  params: Params,
  readsVolatile: isNodb,
  async compare(input) {
    const { ignore = [], nodb = isNodb(input.file) } = Params.parse(input.params);
    const paths = bothSides(input);
    const baseline = await readJson(paths.baseline, "baseline", input.file, nodb);
    const produced = await readJson(paths.produced, "produced", input.file, nodb);
    const findings = new Findings();
    const { unused, compared } = compareJson(baseline, produced, { ignore }, findings);
    if (compared === 0) {
      throw new Error(`There is nothing left to compare in "${input.file}": the ignores match every value`);
    }
    return findings.outcome({ unused });
  },
};
