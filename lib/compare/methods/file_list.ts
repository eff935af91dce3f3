/** `file_list`: which files a glob names, both ways; what they hold does not matter. */
import { z } from "zod";
import { Findings } from "../findings.ts";
import { closedObject } from "../params.ts";
import type { Comparator } from "../types.ts";

const Params = closedObject({
  /** Files that the baseline does not have: a difference, or none. */
  extra: z.enum(["fail", "allow"], 'must be "fail" or "allow"').optional(),
});

export const fileList: Comparator = {
  method: "file_list",
  summary: "the names of the files of a glob, both ways; further ones may come with `extra: allow`",
  keeps: "hash",
  raw: true,
  namesOnly: true,
  params: Params,
  allowsExtra: (params) => Params.parse(params).extra === "allow",
  // A file that lacks on either side is found before any comparator is asked.
  compare: () => Promise.resolve(new Findings().outcome()),
};
