/** Files that the suggested mode of a form does not use. */
import { isUsed } from "../../endpoints/uploads.ts";
import { isObject } from "../../model/json.ts";
import { Hole, type Step } from "../../model/profile.ts";
import type { UploadNeed } from "../step.ts";

/**
 * Holes of files with better ones.
 *
 * @param step with the suggestions for its values
 */
export function fileHoles(step: Step, needs: readonly UploadNeed[]): Map<Hole, Hole> {
  const found = new Map<Hole, Hole>();
  if (!("files" in step) || step.files === undefined || !("form" in step)) return found;
  const form: Readonly<Record<string, unknown>> = isObject(step.form) ? step.form : {};
  for (const { field, entry } of needs) {
    const hole: unknown = step.files[field];
    const name = entry?.usedWhen?.field;
    const deciding = name === undefined ? undefined : form[name];
    if (entry === undefined || name === undefined) continue;
    if (!(hole instanceof Hole) || !(deciding instanceof Hole)) continue;
    const { suggestion } = deciding;
    if (typeof suggestion?.value !== "string" || isUsed(entry, { [name]: suggestion.value }) !== false) {
      continue;
    }
    const from = `${suggestion.from}; ${name} ${suggestion.value} uses no file`;
    found.set(hole, new Hole(hole.reason, { value: { empty: true }, from }));
  }
  return found;
}
