/** `!hole "reason"` in YAML: a value that the recording does not hold. */
import type { ScalarTag } from "yaml";
import { Hole } from "../model/profile.ts";

/** Custom tag for the `yaml` package; pass it as `customTags: [HOLE_TAG]` to parse and stringify. */
export const HOLE_TAG: ScalarTag = {
  tag: "!hole",
  identify: (value) => value instanceof Hole,
  resolve: (text) => new Hole(text),
  stringify: (item) => JSON.stringify(item.value instanceof Hole ? item.value.reason : String(item.value)),
};
