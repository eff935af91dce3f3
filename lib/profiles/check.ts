/** Checks that go beyond the schema: templates that name nothing, seeds that are not there, step wording. */
import { stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";
import { checkComparison } from "../compare/registry.ts";
import type { Finding } from "../errors.ts";
import { isPlainRelative } from "../files/safe_path.ts";
import { existing } from "../files/supplied.ts";
import { isObject } from "../model/json.ts";
import { Hole, type Profile, type Step, type Suggestion } from "../model/profile.ts";
import { filesOfStep } from "../model/step_files.ts";
import { closest } from "../text/closest.ts";
import { checkWait } from "../waits/registry.ts";
import type { YamlSource } from "../yaml/source.ts";
import { meansTarget } from "./overlay.ts";
import { references } from "./template.ts";

/** A value that the recording lacks, with its place. */
export interface FoundHole {
  /** file:line:column. */
  place: string;
  step: string;
  /** Path within the step: `json.latitude`. */
  field: string;
  reason: string;
  /** A value that may fill it. */
  suggestion?: Suggestion;
}

/** Characters that a title should have at most. */
const LONGEST_TITLE = 200;

type Path = (string | number)[];

/** Every hole in the steps, in order. */
export function findHoles(profile: Profile, source: YamlSource): FoundHole[] {
  const holes: FoundHole[] = [];
  // As written: a field named `__proto__` does not get through the schema, its hole does.
  const written = isObject(source.content) ? source.content["steps"] : undefined;
  profile.steps.forEach((step, index) => {
    visit(Array.isArray(written) ? written[index] : step, ["steps", index], (value, path) => {
      if (!(value instanceof Hole)) return;
      const { file, line, column } = source.locate(path);
      holes.push({
        place: `${file}:${line}:${column}`,
        step: step.id,
        field: path.slice(2).join("."),
        reason: value.reason,
        ...(value.suggestion === undefined ? {} : { suggestion: value.suggestion }),
      });
    });
  });
  return holes;
}

/** Faults of templates: a name that is no variable, no saved value of an earlier step, no built-in. */
export function checkTemplates(profile: Profile, source: YamlSource): Finding[] {
  const known = new Set(["run_id", "config", ...Object.keys(profile.variables ?? {})]);
  const findings: Finding[] = [];
  const check = (text: string, path: Path) => {
    for (const name of references(text)) {
      if (known.has(name) || name.startsWith("secret.")) continue;
      const near = closest(name, known);
      findings.push({
        message: `${path.slice(0, path[0] === "steps" ? 2 : 1).join(" ")}: {{${name}}} has no value here${
          near ? `; did you mean {{${near}}}?` : ""
        }`,
        position: source.locate(path),
      });
    }
  };
  profile.steps.forEach((step, index) => {
    visit(step, ["steps", index], (value, path) => {
      if (typeof value === "string") check(value, path);
    });
    for (const name of savedNames(step)) known.add(`steps.${step.id}.${name}`);
  });
  visit(profile.expect, ["expect"], (value, path) => {
    if (typeof value === "string") check(value, path);
  });
  return findings;
}

/**
 * Faults of seeds; a seed folder that is not there at all is only a warning.
 *
 * @param coming seeds that will be written together with the profile; `any`: whether they are there is not asked
 */
export async function checkSeeds(
  profile: Profile,
  source: YamlSource,
  seedDir: string,
  coming: ReadonlySet<string> | "any" = new Set(),
): Promise<{ findings: Finding[]; warnings: string[] }> {
  const findings: Finding[] = [];
  const wanted: { seed: string; path: Path }[] = [];
  profile.steps.forEach((step, index) => {
    for (const { file, path } of filesOfStep(step)) {
      if (!(file instanceof Hole) && "seed" in file && (coming === "any" || !coming.has(file.seed))) {
        wanted.push({ seed: file.seed, path: ["steps", index, ...path, "seed"] });
      }
    }
  });
  for (const { seed, path } of wanted) {
    if (isPlainRelative(seed)) continue;
    findings.push({ message: `seed "${seed}" leaves the seed folder`, position: source.locate(path) });
  }
  if (coming === "any") return { findings, warnings: [] };
  if (await isMissing(seedDir)) {
    const named = wanted.length > 0 || (profile.metadata.seed_dir !== undefined && coming.size === 0);
    return { findings, warnings: named ? [`seed folder ${seedDir} is not there`] : [] };
  }
  for (const { seed, path } of wanted) {
    if (!isPlainRelative(seed) || await existing(seedDir, seed) !== undefined) continue;
    const why = await isMissing(join(seedDir, seed)) ? "is not in" : "is no file of its own in";
    findings.push({ message: `seed "${seed}" ${why} ${seedDir}`, position: source.locate(path) });
  }
  return { findings, warnings: [] };
}

/** Faults of waits: an unknown kind, fields that the kind does not have. */
export function checkWaits(profile: Profile, source: YamlSource): Finding[] {
  return profile.steps.flatMap((step, index) => {
    const fault = step.wait === undefined ? undefined : checkWait(step.wait);
    return fault === undefined ? [] : [{ message: fault, position: source.locate(["steps", index, "wait"]) }];
  });
}

/** Faults of comparisons: an unknown method, parameters that the method does not have, a target that leaves the run. */
export function checkComparisons(profile: Profile, source: YamlSource): Finding[] {
  return (profile.comparisons ?? []).flatMap((comparison, index) => {
    const path: Path = ["comparisons", index];
    const leaves = isAbsolute(comparison.target) || comparison.target.split("/").includes("..");
    if (leaves) {
      return [{
        message: `target "${comparison.target}" leaves the run`,
        position: source.locate([...path, "target"]),
      }];
    }
    const fault = checkComparison(comparison);
    if (fault === undefined) return [];
    const at = fault.startsWith("method") || fault.startsWith("Method")
      ? "method"
      : fault.startsWith("keep")
      ? "keep"
      : "params";
    return [{ message: fault, position: source.locate([...path, at]) }];
  });
}

/**
 * Faults of overlays: a variable that the profile does not have, tolerances for a target that no comparison names, or
 * that its method does not have.
 */
export function checkOverlays(
  { overlays = {}, comparisons = [], variables = {} }: Profile,
  source: YamlSource,
): Finding[] {
  return Object.entries(overlays).flatMap(([name, overlay]) => [
    ...Object.keys(overlay.variables ?? {}).filter((variable) => !Object.hasOwn(variables, variable)).map(
      (variable) => {
        const near = closest(variable, Object.keys(variables));
        return {
          message: `overlay ${name}: the profile has no variable "${variable}"${
            near === undefined ? "" : `; did you mean "${near}"?`
          }`,
          position: source.locateKey(["overlays", name, "variables"], variable),
        };
      },
    ),
    ...Object.entries(overlay.tolerances ?? {}).flatMap(([target, tolerance]) => {
      const meant = comparisons.filter((comparison) => meansTarget(target, comparison.target));
      const faults = meant.length === 0
        ? [`overlay ${name}: no comparison has the target "${target}"`]
        : meant.flatMap((own) => checkComparison({ ...own, params: { ...own.params, tolerance } }) ?? []);
      const position = source.locate(["overlays", name, "tolerances", target]);
      return [...new Set(faults)].map((message) => ({ message, position }));
    }),
  ]);
}

/** The slug must be the folder's name, where the profile lies in a folder of profiles. */
export function checkSlug(profile: Profile, source: YamlSource): Finding[] {
  const folder = dirname(source.file);
  if (basename(dirname(folder)) !== "profiles" || basename(folder) === profile.metadata.slug) return [];
  return [{
    message: `metadata.slug is "${profile.metadata.slug}" but the folder is "${basename(folder)}"`,
    position: source.locate(["metadata", "slug"]),
  }];
}

/** Warnings about the title: it stands in lists and on top of pages. */
export function checkTitle({ metadata: { title = "" } }: Profile): string[] {
  const length = [...title].length;
  return length > LONGEST_TITLE
    ? [
      `metadata.title has ${length} characters; ${LONGEST_TITLE} are enough, the rest belongs into README.md`,
    ]
    : [];
}

function savedNames(step: Step): string[] {
  const saved = "save" in step && step.save !== undefined ? Object.keys(step.save) : [];
  return [...saved, "job"];
}

function visit(value: unknown, path: Path, see: (value: unknown, path: Path) => void): void {
  see(value, path);
  if (Array.isArray(value)) value.forEach((item, index) => visit(item, [...path, index], see));
  else if (isObject(value) && !(value instanceof Hole)) {
    for (const [key, item] of Object.entries(value)) visit(item, [...path, key], see);
  }
}

async function isMissing(path: string): Promise<boolean> {
  return await stat(path).then(() => false, () => true);
}
