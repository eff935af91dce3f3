/** `exists`: the file must be there on both sides; its content does not matter. */
import { NoParams } from "./params.ts";
import type { Comparator } from "./types.ts";

export const existsOnly: Comparator = {
  method: "exists",
  summary: "the file is there; its content does not matter",
  needsFile: false,
  params: NoParams,
  // A file that lacks on either side is found before any comparator is asked.
  compare: () => Promise.resolve({ differences: [], omitted: 0 }),
};
