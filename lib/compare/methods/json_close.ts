/** `json_close`: JSON values within tolerances; arrays whose order does not count; places of the run left aside. */
import { z } from "zod";
import { LISTED } from "../findings.ts";
import { isNodb } from "../json/file.ts";
import { ArrayPlace, JsonPlace } from "../json/rules.ts";
import { compareJsonFiles } from "../json/files.ts";
import { closedObject } from "../params.ts";
import { ToleranceParam } from "../tolerance.ts";
import type { Comparator, ComparatorInput } from "../types.ts";
import { jsonView, VIEWED } from "../view/json_view.ts";
import { viewFile } from "../view/view_file.ts";

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
  async view(input, clean) {
    const { documents, findings } = await compareDocuments(input, VIEWED);
    return [viewFile(jsonView(input.file, documents, findings.outcome(), clean))];
  },
  async compare(input) {
    const { findings, unused } = await compareDocuments(input, LISTED);
    return findings.outcome({ unused });
  },
};

/** Reads both documents and finds so many differences. */
async function compareDocuments(input: ComparatorInput, most: number) {
  const { unordered = {}, nodb = isNodb(input.file), ...rules } = Params.parse(input.params);
  const keys = Array.isArray(unordered)
    ? Object.fromEntries(unordered.map((place) => [place, ""]))
    : unordered;
  return await compareJsonFiles(input, nodb, { ...rules, unordered: keys }, most);
}
