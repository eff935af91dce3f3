/** `json_close`: JSON values within tolerances; arrays whose order does not count; places of the run left aside. */
import { z } from "zod";
import { bothSides } from "./content.ts";
import { Findings } from "./findings.ts";
import { readJson } from "./json_file.ts";
import { JsonPlace } from "./json_rules.ts";
import { compareJson } from "./json_walk.ts";
import { withoutPlaces } from "./nodb_places.ts";
import { closedObject } from "./params.ts";
import { ToleranceParam } from "./tolerance.ts";
import type { Comparator } from "./types.ts";

const Params = closedObject({
  tolerance: ToleranceParam.optional(),
  tolerances: z.record(JsonPlace, ToleranceParam).optional(),
  ignore: z.array(JsonPlace).optional(),
  /** Places of arrays; a record names the member that tells elements apart. */
  unordered: z.union([z.array(JsonPlace), z.record(JsonPlace, z.string().min(1))]).optional(),
  /** NoDb files are read so by their name; `false` leaves them as they are. */
  nodb: z.boolean().optional(),
});

export const jsonClose: Comparator = {
  method: "json_close",
  summary:
    "JSON within `tolerance` (all numbers) and `tolerances` (by place), with `ignore` and `unordered` arrays",
  needsFile: true,
  params: Params,
  async compare(input) {
    const { unordered = {}, nodb = input.file.endsWith(".nodb"), ...rules } = Params.parse(input.params);
    const paths = bothSides(input);
    const read = async (path: string, side: "baseline" | "produced") => {
      const document = await readJson(path, side, input.file);
      return nodb ? withoutPlaces(document) : document;
    };
    const findings = new Findings();
    const keys = Array.isArray(unordered)
      ? Object.fromEntries(unordered.map((place) => [place, ""]))
      : unordered;
    const { unused, compared } = compareJson(
      await read(paths.baseline, "baseline"),
      await read(paths.produced, "produced"),
      { ...rules, unordered: keys },
      findings,
    );
    if (compared === 0) {
      throw new Error(`There is nothing left to compare in "${input.file}": the ignores match every value`);
    }
    return findings.outcome(unused);
  },
};
