/** Reads a JSON file of this project against its schema: damaged is an error with its place, never "empty". */
import type { z } from "zod";
import { findJsonFault } from "../compare/json/fault.ts";
import { ProfileError } from "../errors.ts";
import { readPlain } from "../files/plain_file.ts";
import { isObject, parseJson } from "../model/json.ts";

/** In bytes; lists of this project have some MB at most. */
const LONGEST = 256 * 1024 * 1024;

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
  const text = await readPlain(file, LONGEST);
  if (text === undefined) return undefined;
  if (typeof text !== "string") {
    throw new ProfileError("usage", `The ${what} ${text.fault}`, { position: { file }, remedy });
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
