/** Reads a JSON file of this project against its schema: damaged is an error with its place, never "empty". */
import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { findJsonFault } from "../compare/json_fault.ts";
import { codeOf, ProfileError } from "../errors.ts";
import { isObject, parseJson } from "../model/json.ts";

/**
 * The content of the file, or undefined when there is no file.
 *
 * @param what what it is, for errors: `baseline manifest`
 * @param remedy what to do when it is damaged
 * @throws ProfileError usage when it is damaged or of a newer version
 */
export async function readJsonFile<T>(
  file: string,
  schema: z.ZodType<T>,
  what: string,
  remedy: string,
): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
  const content = parseJson(text);
  if (content === undefined) {
    const { line, column, message } = findJsonFault(text);
    throw new ProfileError("usage", `The ${what} is damaged: ${message}`, {
      position: { file, line, column },
      remedy,
    });
  }
  const version = isObject(content) ? content["version"] : undefined;
  if (typeof version === "number" && version > 1) {
    throw new ProfileError("usage", `The ${what} has version ${version}, this program reads version 1`, {
      position: { file },
      remedy: "Use a newer profile binary",
    });
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  const place = first === undefined || first.path.length === 0 ? "the file" : first.path.join(".");
  throw new ProfileError("usage", `The ${what} is damaged: ${place}: ${first?.message ?? "not valid"}`, {
    position: { file },
    remedy,
  });
}
