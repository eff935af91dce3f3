/**
 * The formats as JSON Schema, for editors and other tools. Draft 7, as that is what YAML editors know. Holes are any
 * value there, and what JSON Schema cannot say (ids used twice, paths that leave the run) is checked on loading only.
 */
import { z } from "zod";
import { Profile } from "./profile.ts";

/** The JSON Schema of `profile.yaml`. */
export function profileJsonSchema(): object {
  return jsonSchemaOf(
    Profile,
    "profile.yaml",
    "A profile: a recorded workflow with what it expects and what is compared",
  );
}

/**
 * What people may write in a file of that format: fields with defaults are optional.
 *
 * @param title name of the file
 * @param description what it is, one sentence
 */
export function jsonSchemaOf(schema: z.ZodType, title: string, description: string): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    target: "draft-7",
    unrepresentable: "any",
    io: "input",
    reused: "ref",
  });
  return { $schema, title, description, ...rest };
}
