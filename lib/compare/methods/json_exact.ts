/** `json_exact`: every value of two JSON documents must be the same; differences are named by JSON path. */
import { z } from "zod";
import { LISTED } from "../findings.ts";
import { isNodb } from "../json/file.ts";
import { JsonPlace } from "../json/rules.ts";
import { compareJsonFiles } from "../json/files.ts";
import { closedObject } from "../params.ts";
import type { Comparator, ComparatorInput } from "../types.ts";
import { jsonView, VIEWED } from "../view/json_view.ts";
import { viewFile } from "../view/view_file.ts";

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
  const { nodb = isNodb(input.file), ...rules } = Params.parse(input.params);
  return await compareJsonFiles(input, nodb, rules, most);
}
