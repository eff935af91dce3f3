/**
 * Holes in YAML: `!hole "reason"` is a value that the recording does not hold, and
 * `!suggested { value: …, from: …, hole: reason }` one for which a value was found that the reviewer may take.
 */
import { type CollectionTag, type ScalarTag, type Schema, YAMLMap } from "yaml";
import { isObject } from "../model/json.ts";
import { Hole } from "../model/profile.ts";

const PLAIN: ScalarTag = {
  tag: "!hole",
  identify: (value) => value instanceof Hole && value.suggestion === undefined,
  resolve: (text) => new Hole(text),
  stringify: (item) => JSON.stringify(item.value instanceof Hole ? item.value.reason : String(item.value)),
};

/** The map of a hole with its suggestion; as plain content it is the hole. */
class SuggestedMap extends YAMLMap {
  static override from(
    schema: Schema,
    hole: unknown,
    context: Parameters<typeof YAMLMap.from>[2],
  ): YAMLMap {
    const { reason, suggestion } = hole instanceof Hole ? hole : new Hole("");
    return super.from(schema, { value: suggestion?.value, from: suggestion?.from, hole: reason }, context);
  }

  override toJSON<T extends object>(...args: Parameters<YAMLMap["toJSON"]>): T {
    const plain: unknown = super.toJSON(...args);
    const { value, from, hole } = isObject(plain) ? plain : {};
    return new Hole(String(hole ?? "not recorded"), { value, from: String(from ?? "") }) as unknown as T;
  }
}

const SUGGESTED: CollectionTag = {
  tag: "!suggested",
  collection: "map",
  nodeClass: SuggestedMap,
  identify: (value) => value instanceof Hole && value.suggestion !== undefined,
};

/** Custom tags for the `yaml` package; pass them as `customTags` to parse and stringify. */
export const HOLE_TAGS: (ScalarTag | CollectionTag)[] = [PLAIN, SUGGESTED];
