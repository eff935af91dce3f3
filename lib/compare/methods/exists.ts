/** `exists`: the file must be there on both sides, of about the same size when that is asked; its content does not matter. */
import { stat } from "node:fs/promises";
import { z } from "zod";
import { Findings } from "../findings.ts";
import { formatDelta } from "../numbers.ts";
import { counted } from "../../text/counted.ts";
import { closedObject } from "../params.ts";
import { ToleranceParam, toleranceText, within } from "../tolerance.ts";
import type { Comparator } from "../types.ts";

const Params = closedObject({
  /** How far the size may be from the baseline's: bytes, or `{ rel }`. */
  size: ToleranceParam.optional(),
  /** Least size of the produced file, bytes. */
  min_size: z.int("must be a whole number").nonnegative("must not be negative").optional(),
});

export const existsOnly: Comparator = {
  method: "exists",
  summary:
    "the file is there, its `size` within a tolerance and at least `min_size`; its content does not matter",
  keeps: "hash",
  raw: true,
  always: true,
  namesOnly: true,
  params: Params,
  readsVolatile: (path) => path.endsWith(".dss"),
  // A file that lacks on either side is found before any comparator is asked.
  async compare({ baseline, produced, params }) {
    const rules = Params.parse(params);
    const findings = new Findings();
    if (rules.size === undefined && rules.min_size === undefined) return findings.outcome();
    const { size } = await stat(produced);
    if (rules.size !== undefined && !within(baseline.size, size, rules.size)) {
      const message = `The size in bytes: ${formatDelta(baseline.size, size)}`;
      findings.changed("size", baseline.size, size, message, toleranceText(rules.size));
    }
    if (rules.min_size !== undefined && size < rules.min_size) {
      findings.changed(
        "size",
        baseline.size,
        size,
        "The file is too small",
        `at least ${counted(rules.min_size, "byte")}`,
      );
    }
    return findings.outcome();
  },
};
