/** From the form and files of a step to its fields, in the order in which they are sent. */
import { asText } from "./as_text.ts";
import { isObject, type JsonValue } from "../model/json.ts";
import type { FileUpload } from "../model/profile.ts";

/** One field as it is sent. */
export type FormPart = { name: string; value: string } | { name: string; file: FileUpload };

/**
 * The fields of a form.
 *
 * @param form a map (a list is a repeated field), or a list of fields with `value` or `file`; values filled in
 * @param files files by field
 * @param order names as they are sent; what it does not name follows after it
 * @example
 * ```ts
 * import { formParts } from "./form_parts.ts";
 * formParts({ a: ["1", "2"], b: "3" }, {}, ["a", "b", "a"]).map(({ name }) => name); // ["a", "b", "a"]
 * ```
 */
export function formParts(
  form: JsonValue | undefined,
  files: Readonly<Record<string, FileUpload | FileUpload[]>> = {},
  order: readonly string[] = [],
): FormPart[] {
  const left: FormPart[] = [
    ...valuesOf(form),
    ...Object.entries(files).flatMap(([name, some]) => [some].flat().map((file) => ({ name, file }))),
  ];
  const ordered: FormPart[] = [];
  for (const name of order) {
    const at = left.findIndex((part) => part.name === name);
    if (at !== -1) ordered.push(...left.splice(at, 1));
  }
  return [...ordered, ...left];
}

function valuesOf(form: JsonValue | undefined): FormPart[] {
  if (Array.isArray(form)) return form.flatMap(entryOf);
  if (!isObject(form)) return [];
  return Object.entries(form).flatMap(([name, value]) =>
    [value].flat().map((one) => ({ name, value: asText(one, `field ${name}`) }))
  );
}

/** An entry of a list; its file was checked with the profile. */
function entryOf(entry: JsonValue): FormPart[] {
  if (!isObject(entry)) return [];
  const name = String(entry["name"]);
  return "file" in entry
    ? [{ name, file: entry["file"] as FileUpload }]
    : [{ name, value: asText(entry["value"], `field ${name}`) }];
}
