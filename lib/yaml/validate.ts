/** Checks a YAML file against a zod schema and says every fault as file:line:column. */
import type { z } from "zod";
import { type Finding, formatPosition, ProfileError } from "../errors.ts";
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
  fail(parsed.error.issues.flatMap((issue) => findings(issue, source, [])), what);
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

function findings(issue: Issue, source: YamlSource, base: (string | number)[]): Finding[] {
  const path = [...base, ...issue.path.map((part) => typeof part === "number" ? part : String(part))];
  const name = pathName(path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      message: `${name}: unknown key "${key}"`,
      position: source.locateKey(path, key),
    }));
  }
  if (issue.code === "invalid_union") {
    const options = valuesOf(issue);
    if (options !== undefined) {
      const given = String(source.document.getIn(path) ?? "");
      const near = closest(given, options);
      const hint = near === undefined ? `one of ${options.join(", ")}` : `did you mean "${near}"?`;
      return [{ message: `${name}: "${given}" is not known; ${hint}`, position: source.locate(path) }];
    }
    const best = issue.errors.toSorted((a, b) => deepest(b) - deepest(a))[0];
    if (best !== undefined && best.length > 0) return best.flatMap((inner) => findings(inner, source, path));
  }
  const missing = issue.code === "invalid_type" && source.document.getIn(path) === undefined;
  const message = missing ? "is missing" : issue.message;
  return [{ message: `${name}: ${message}`, position: source.locate(path) }];
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
