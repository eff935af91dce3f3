/** Parameters of comparators: schemas that know their keys, faults that name the valid ones. */
import { z } from "zod";
import { closest } from "../text/closest.ts";

/**
 * An object with these keys and no others; the error for another key names the valid ones.
 *
 * @param expected what to say when it is no object at all
 */
export function closedObject<Shape extends z.core.$ZodLooseShape>(shape: Shape, expected?: string) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? unknownKeys(issue.keys, Object.keys(shape)) : expected,
  });
}

/** The sentence for names that do not exist, with the valid ones. */
export function unknownKeys(keys: readonly string[], valid: readonly string[]): string {
  const named = `unknown ${keys.map((key) => `"${key}"`).join(", ")}`;
  if (valid.length === 0) return `${named}; nothing is valid here`;
  const [key = ""] = keys;
  const near = keys.length === 1 && key.length > 2 ? closest(key, valid) : undefined;
  const hint = near === undefined ? "" : ` (did you mean "${near}"?)`;
  return `${named}${hint}; valid here: ${valid.join(", ")}`;
}

/** Schema of a method without parameters. */
export const NoParams = closedObject({});

/** The faults of parameters as one sentence, or undefined when there are none. */
export function paramsFault(schema: z.ZodType, params: Record<string, unknown>): string | undefined {
  const parsed = schema.safeParse(params);
  if (parsed.success) return undefined;
  return parsed.error.issues.map((issue) => {
    const path = ["params", ...issue.path.map(String)].join(".");
    return `${path}: ${issue.message}`;
  }).join("; ");
}
