/** Checks a YAML file against a zod schema and says every fault as file:line:column. */
import { isMap, isScalar } from "yaml";
import type { z } from "zod";
import { type Finding, formatPosition, ProfileError } from "../errors.ts";
import { keysAt } from "../model/keys_at.ts";
import { closest } from "../text/closest.ts";
import type { YamlSource } from "./source.ts";

type Issue = z.core.$ZodIssue;

/**
 * The content as the schema types it.
 *
 * @param source the file
 * @param schema what it must be
 * @param what what the file is, for the error
 * @throws ProfileError usage with the position of every fault
 */
export function validateYaml<T>(source: YamlSource, schema: z.ZodType<T>, what: string): T {
  const parsed = schema.safeParse(source.content);
  if (parsed.success) return parsed.data;
  const keys = (path: readonly (string | number)[]) => keysAt(schema, source.content, path);
  fail(parsed.error.issues.flatMap((issue) => findings(issue, source, [], keys)), what);
}

/** Stops with the findings, first one first. */
export function fail(all: Finding[], what: string): never {
  const [first, ...others] = all;
  const position = first?.position;
  throw new ProfileError("usage", `The ${what} is not valid: ${first?.message ?? "unknown fault"}`, {
    ...(position === undefined ? {} : { position }),
    others,
    remedy: position === undefined ? `Mend the ${what}` : `Mend it at ${formatPosition(position)}`,
  });
}

/** @param keys those that the schema knows at a path */
function findings(
  issue: Issue,
  source: YamlSource,
  base: (string | number)[],
  keys: (path: readonly (string | number)[]) => string[],
): Finding[] {
  const path = [...base, ...issue.path.map((part) => typeof part === "number" ? part : String(part))];
  const name = pathName(path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      message: `${name}: unknown key "${key}"${hint(closest(key, keys(path)))}`,
      position: source.locateKey(path, key),
    }));
  }
  if (issue.code === "invalid_union") {
    const options = valuesOf(issue);
    if (options !== undefined) {
      return [
        choiceOf(source, path, options) ?? keyInPlaceOf(source, path) ?? missingAt(source, path, options),
      ];
    }
    const best = issue.errors.toSorted((a, b) => deepest(b) - deepest(a))[0];
    if (best !== undefined && best.length > 0) {
      return best.flatMap((inner) => findings(inner, source, path, keys));
    }
  }
  if (issue.code === "invalid_value" && issue.values.length > 1) {
    const choice = choiceOf(source, path, issue.values.map(String));
    if (choice !== undefined) return [choice];
  }
  const missing = issue.code === "invalid_type" && source.document.getIn(path) === undefined;
  const message = missing ? "is missing" : issue.message;
  return [{ message: `${name}: ${message}`, position: source.locate(path) }];
}

/** A word of which there are only some; undefined when no word stands there. */
function choiceOf(
  source: YamlSource,
  path: readonly (string | number)[],
  options: readonly string[],
): Finding | undefined {
  const given: unknown = source.document.getIn(path);
  if (typeof given !== "string" || given === "") return undefined;
  const words = hint(closest(given, options)) || `; one of ${options.join(", ")}`;
  return { message: `${pathName(path)}: "${given}" is not known${words}`, position: source.locate(path) };
}

/** The key that stands where another is missing: `acton` for `action`. */
function keyInPlaceOf(source: YamlSource, path: readonly (string | number)[]): Finding | undefined {
  const parent = path.slice(0, -1);
  const wanted = String(path.at(-1));
  const map: unknown = source.document.getIn(parent);
  const keys = isMap(map) ? map.items.map(({ key }) => String(isScalar(key) ? key.value : "")) : [];
  const near = closest(wanted, keys);
  if (near === undefined || near === wanted) return undefined;
  return {
    message: `${pathName(parent)}: unknown key "${near}"${hint(wanted)}`,
    position: source.locateKey(parent, near),
  };
}

function missingAt(
  source: YamlSource,
  path: readonly (string | number)[],
  options: readonly string[],
): Finding {
  return {
    message: `${pathName(path)}: is missing; one of ${options.join(", ")}`,
    position: source.locate(path),
  };
}

function hint(near: string | undefined): string {
  return near === undefined ? "" : `; did you mean "${near}"?`;
}

/** The allowed discriminator values of a union that knows them. */
function valuesOf(issue: Issue & { code: "invalid_union" }): string[] | undefined {
  if (!("options" in issue) || !Array.isArray(issue.options)) return undefined;
  return issue.options.map(String);
}

function deepest(issues: readonly Issue[]): number {
  return Math.max(
    0,
    ...issues.map((issue) => issue.path.length + (issue.code === "unrecognized_keys" ? 1 : 0)),
  );
}

/** `steps[2].expect.status`, readable. */
function pathName(path: readonly (string | number)[]): string {
  const text = path.map((part) => typeof part === "number" ? `[${part}]` : `.${part}`).join("");
  return text === "" ? "the file" : text.replace(/^\./, "");
}
