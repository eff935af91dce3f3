/**
 * Fills the holes of a draft from another draft or profile of the same workflow: the same request, the same time
 * it comes, the same field. What the other one does not answer beyond doubt is left out.
 */
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { isPlainRelative } from "../files/safe_path.ts";
import { hasHole, holePaths } from "../model/hole_paths.ts";
import { isObject, type JsonValue } from "../model/json.ts";
import { Hole, type Profile, type Step } from "../model/profile.ts";
import { valueIn } from "../model/value_in.ts";
import { expand, references } from "../profiles/template.ts";
import { pairSteps, type StepPair } from "./pair_steps.ts";

/** A value for one hole. */
export interface Filling {
  /** Id of the step in the draft. */
  step: string;
  /** The hole's place in the step, key by key: `["json", "latitude"]`. */
  path: string[];
  /** The value; for a file the `{ seed, name?, type? }` that stands in the step once the file is copied. */
  value: unknown;
  /** Where it comes from and how sure it is, in words: `step set-outlet of ample-otter`. */
  from: string;
  /** The file to copy into the draft's `seed/`, as `value.seed` says. */
  file?: { source: string };
}

/**
 * Values for the holes of a draft, from the steps of another draft or profile.
 *
 * Steps belong together when they send the same request (in either generation of the API) and come the same time.
 * When one of the two has a request more often than the other, nothing tells which is which: then a value is given
 * only if all of the other's say the same.
 *
 * @param otherSeedDir folder `seed/` that the files of `other` lie in
 * @returns in the order of the draft's steps; holes for which nothing was found are not in it
 * @example
 * ```ts
 * import { fillFrom } from "./fill_from.ts";
 * import type { Profile } from "../model/profile.ts";
 * declare const draft: Profile, other: Profile;
 * for (const { step, path, value, from } of fillFrom(draft, other, "profiles/other/seed")) {
 *   console.log(`${step}.${path.join(".")} = ${JSON.stringify(value)} (${from})`);
 * }
 * ```
 */
export function fillFrom(draft: Profile, other: Profile, otherSeedDir: string): Filling[] {
  const pairs = pairSteps(draft.steps, other.steps);
  const ids = new Map(
    pairs.flatMap(({ step, others }) => others.length === 1 ? others.map(({ id }) => [id, step.id]) : []),
  );
  const context = { other, ids, seeds: otherSeedDir };
  return pairs.flatMap((pair) => holePaths(pair.step).flatMap(({ path }) => fill(pair, path, context) ?? []));
}

interface Context {
  other: Profile;
  /** Id of a step of the other one, to the id of the same step of the draft. */
  ids: ReadonlyMap<string, string>;
  seeds: string;
}

function fill({ step, others }: StepPair, path: string[], context: Context): Filling | undefined {
  // Whether a request was answered is a fact of its own recording.
  if (path[0] === "expect" || path[0] === "wait") return undefined;
  const values = others.map((each) => valueIn(each, path));
  const [first, ...more] = values;
  const [source] = others;
  if (source === undefined || first === undefined || hasHole(first)) return undefined;
  if (more.some((value) => !isDeepStrictEqual(value, first))) return undefined;
  const fitted = refitted(first, context);
  if (fitted === undefined) return undefined;
  const name = context.other.metadata.recorded?.run_id ?? context.other.metadata.slug;
  const said = others.length === 1
    ? `step ${source.id} of ${name}`
    : `all ${others.length} such steps of ${name} say the same`;
  const doubt = differing(step, source);
  const filling = {
    step: step.id,
    path,
    value: fitted.value,
    from: doubt === undefined ? said : `${said}; doubtful: ${doubt} differs`,
  };
  if (path[0] !== "files") return filling;
  const seed = isObject(first) ? first["seed"] : undefined;
  if (seed === undefined) return filling;
  if (typeof seed !== "string" || !isPlainRelative(seed)) return undefined;
  return { ...filling, file: { source: join(context.seeds, seed) } };
}

/** The value as it stands in the draft; undefined when it refers to what only the other one has. */
function refitted(value: unknown, { other, ids }: Context): { value: unknown } | undefined {
  let fits = true;
  const fitted = expand(value, (name) => {
    if (name === "run_id" || name === "config" || name.startsWith("secret.")) return `{{${name}}}`;
    const [, id = "", saved = ""] = /^steps\.(.+)\.(\w+)$/.exec(name) ?? [];
    const own = ids.get(id);
    if (own !== undefined) return `{{steps.${own}.${saved}}}`;
    const known = other.variables?.[name];
    // A text that looks like a template itself stands for itself only behind its variable.
    if (known === undefined || references(JSON.stringify(known)).length > 0) fits = false;
    return fits ? known as JsonValue : "";
  });
  return fits ? { value: fitted } : undefined;
}

/** The first field that both recorded with different values: then it may be another workflow. */
function differing(step: Step, other: Step): string | undefined {
  if (numbersIn(step) !== numbersIn(other)) return "path";
  for (const part of ["query", "json", "form", "urlencoded", "text", "payload"] as const) {
    const [own, others] = [valueIn(step, [part]), valueIn(other, [part])];
    const path = difference(own, others, [part]);
    if (path !== undefined) return path.join(".");
  }
  return undefined;
}

/** Numbers in an address name one thing of many: the request is the same, what it is about may be another. */
function numbersIn(step: Step): string {
  return "path" in step ? step.path.split("/").filter((segment) => /^\d+$/.test(segment)).join("/") : "";
}

function difference(one: unknown, two: unknown, path: string[]): string[] | undefined {
  if (one === undefined || two === undefined || one instanceof Hole || two instanceof Hole) return undefined;
  const isList = Array.isArray(one) && Array.isArray(two) && one.length === two.length;
  if (isList || (isObject(one) && isObject(two))) {
    const others = new Map(Object.entries(two));
    for (const [key, value] of Object.entries(one)) {
      const found = difference(value, others.get(key), [...path, key]);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return isDeepStrictEqual(one, two) ? undefined : path;
}
