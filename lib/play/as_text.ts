/** Values where a request carries text: fields, queries, text bodies. */
import { ProfileError } from "../errors.ts";
import type { JsonValue } from "../model/json.ts";

/**
 * A value as text.
 *
 * @param place what carries it, in words: `field dom`
 * @throws ProfileError usage for an object or a list, which has no text of its own
 */
export function asText(value: JsonValue | undefined, place: string): string {
  if (typeof value !== "object" || value === null) return String(value);
  const what = Array.isArray(value) ? "a list" : "an object";
  throw new ProfileError("usage", `${place} carries text, and its value is ${what}`, {
    remedy:
      "Name the part of it that is meant, such as {{steps.x.y}} saved from $.a.b; json carries it whole",
  });
}
