/** The files that a step sends, wherever its profile names them. */
import { isObject } from "./json.ts";
import type { FileUpload, Step } from "./profile.ts";

/** One file of a step. */
export interface StepFile {
  /** Name of its field. */
  field: string;
  file: FileUpload;
  /** Where it stands in the step. */
  path: (string | number)[];
}

/** Files of the map `files` in its order (a field may have a list), then those inside of a form that is a list. */
export function filesOfStep(step: Step): StepFile[] {
  if (!("files" in step) && !("form" in step)) return [];
  const found: StepFile[] = [];
  for (const [field, some] of Object.entries(step.files ?? {})) {
    if (!Array.isArray(some)) found.push({ field, file: some, path: ["files", field] });
    else some.forEach((file, index) => found.push({ field, file, path: ["files", field, index] }));
  }
  const form = "form" in step ? step.form : undefined;
  if (!Array.isArray(form)) return found;
  form.forEach((entry, index) => {
    if (isObject(entry) && "file" in entry) {
      found.push({ field: entry.name, file: entry.file, path: ["form", index, "file"] });
    }
  });
  return found;
}
