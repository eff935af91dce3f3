/** `json_close`: JSON values within tolerances; arrays whose order does not count; places of the run left aside. */
import { z } from "zod";
import { bothSides } from "../text/content.ts";
import { Findings } from "../findings.ts";
import { isNodb, readJson } from "../json/file.ts";
import { ArrayPlace, JsonPlace } from "../json/rules.ts";
import { compareJson } from "../json/walk.ts";
import { closedObject } from "../params.ts";
import { ToleranceParam } from "../tolerance.ts";
import type { Comparator } from "../types.ts";

const Params = closedObject({
  tolerance: ToleranceParam.optional(),
  tolerances: z.record(JsonPlace, ToleranceParam).optional(),
  ignore: z.array(JsonPlace).optional(),
  /** Places of arrays; a record names the member that tells elements apart, `""` for the whole value. */
  unordered: z.union([z.array(ArrayPlace), z.record(ArrayPlace, z.string())]).optional(),
  /** NoDb files are read so by their name; `false` leaves them as they are. */
  nodb: z.boolean().optional(),
});

export const jsonClose: Comparator = {
  method: "json_close",
  summary:
    "JSON within `tolerance` (all numbers) and `tolerances` (by place), with `ignore` and `unordered` arrays",
  keeps: "file",
  params: Params,
  readsVolatile: isNodb,
  async compare(input) {
    const { unordered = {}, nodb = isNodb(input.file), ...rules } = Params.parse(input.params);
    const paths = bothSides(input);
    const findings = new Findings();
    const keys = Array.isArray(unordered)
      ? Object.fromEntries(unordered.map((place) => [place, ""]))
      : unordered;
    const { unused, compared } = compareJson(
      await readJson(paths.baseline, "baseline", input.file, nodb),
      await readJson(paths.produced, "produced", input.file, nodb),
      { ...rules, unordered: keys },
      findings,
    );
    if (compared === 0) {
      throw new Error(`There is nothing left to compare in "${input.file}": the ignores match every value`);
    }
    return findings.outcome({ unused });
  },
};
