/** Values for the holes of a draft, from another recording of the same workflow. */
import { join } from "node:path";
import { isObject } from "../model/json.ts";
import { Hole, type Profile, type Step } from "../model/profile.ts";

/** A value that fills a hole. */
export interface Filling {
  step: string;
  /** Keys within the step. */
  path: string[];
  value: unknown;
  /** Where it comes from, in words. */
  from: string;
  /** A file whose bytes are to be taken. */
  file?: { source: string };
}

/**
 * What the other recording has where the draft has holes: its step of the same id, action and path.
 *
 * @param otherSeedDir `seed/` of the other one
 */
export function fillFrom(draft: Profile, other: Profile, otherSeedDir: string): Filling[] {
  const steps = new Map(other.steps.map((step) => [step.id, step]));
  return draft.steps.flatMap((step) => {
    const twin = steps.get(step.id);
    if (twin === undefined || !isSameRequest(step, twin)) return [];
    return holesOf(step, []).flatMap((path): Filling[] => {
      const value = valueAt(twin, path);
      if (value === undefined || holesOf(value, []).length > 0) return [];
      const from = `step ${twin.id} of ${other.metadata.slug}`;
      const seed = path[0] === "files" && isObject(value) ? value["seed"] : undefined;
      const file = typeof seed === "string" ? { file: { source: join(otherSeedDir, seed) } } : {};
      return [{ step: step.id, path, value, from, ...file }];
    });
  });
}

function isSameRequest(one: Step, two: Step): boolean {
  return one.action === two.action && "path" in one && "path" in two && one.path === two.path;
}

function holesOf(value: unknown, path: string[]): string[][] {
  if (value instanceof Hole) return [path];
  if (Array.isArray(value)) return value.flatMap((item, index) => holesOf(item, [...path, String(index)]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => holesOf(item, [...path, key]));
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (Array.isArray(inner)) return inner[Number(key)] as unknown;
    return isObject(inner) && !(inner instanceof Hole) ? inner[key] : undefined;
  }, value);
}
