/** What a step may hold of names of people: in values, suggested values, names of files. */
import { basename } from "node:path";
import { holePaths } from "../model/hole_paths.ts";
import { isObject, type JsonValue } from "../model/json.ts";
import { Hole } from "../model/profile.ts";
import type { Suspects } from "../redact/suspects.ts";

/**
 * Looks through what a user sent: it may hold names in its own words, and in names of files.
 *
 * @param step as in the profile
 * @param suspects gets what was found, at `step <id>`, `step <id>, suggestion` or `step <id>, files.<field>`
 */
export function lookThrough(id: string, step: Readonly<Record<string, unknown>>, suspects: Suspects): void {
  const { files, expect: _, ...values } = step;
  suspects.look(withoutHoles(values), `step ${id}`, { free: true });
  for (const { path, hole: { suggestion } } of holePaths(values)) {
    const suggested = { [path.at(-1) ?? "value"]: (suggestion?.value ?? null) as JsonValue };
    suspects.look(suggested, `step ${id}, suggestion`, { free: true });
  }
  for (const [field, file] of Object.entries(isObject(files) ? files : {})) {
    if (!isObject(file) || file instanceof Hole || typeof file["seed"] !== "string") continue;
    suspects.fileName(basename(String(file["name"] ?? file["seed"])), `step ${id}, files.${field}`);
  }
}

/** The step that a suspect's place names; undefined for one elsewhere. */
export function stepOfSuspect(where: string): string | undefined {
  return /^step ([^,]+)/.exec(where)?.[1];
}

/** The value with `null` for every hole: redactors and readers take JSON only. */
export function withoutHoles(value: unknown): JsonValue {
  if (value instanceof Hole) return null;
  if (Array.isArray(value)) return value.map(withoutHoles);
  if (!isObject(value)) return value as JsonValue;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutHoles(item)]));
}
