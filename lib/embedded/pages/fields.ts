/** Fields of forms: described as data, written as labelled HTML controls with stable ids. */
import { escapeHtml } from "../http/reply.ts";

/**
 * How the script reads a field for a JSON body: text, a number (empty is `null`), numbers with commas between,
 * `null` always, or a box that is ticked or not.
 */
export type JsonKind = "text" | "number" | "numbers" | "null";

/** One field. */
export type Field =
  & { name: string; label: string; more?: boolean }
  & (
    | { kind: "text" | "number" | "numbers"; value: string; required?: boolean }
    | { kind: "hidden"; value: string; as: JsonKind }
    | { kind: "check"; ticked: boolean; value?: string }
    | { kind: "choice"; options: readonly (readonly [value: string, text: string])[]; as?: JsonKind }
    | { kind: "several"; options: readonly string[]; chosen: readonly string[] }
    | { kind: "file"; accept: string; required?: boolean }
  );

/** Id of a control: of the form and the field. */
export function controlId(form: string, name: string): string {
  return `${form}-${name}`.replace(/[^\w-]/g, "_");
}

/** A field with its label. */
export function fieldHtml(form: string, field: Field): string {
  const id = controlId(form, field.name);
  const named = `id="${id}" name="${escapeHtml(field.name)}"`;
  const label = `<label for="${id}">${escapeHtml(field.label)}</label>`;
  switch (field.kind) {
    case "hidden":
      return `<input ${named} type="hidden" value="${escapeHtml(field.value)}" data-as="${field.as}">`;
    case "check":
      return `<p class="field check"><input ${named} type="checkbox" value="${
        escapeHtml(field.value ?? "true")
      }"${field.ticked ? " checked" : ""}> ${label}</p>`;
    case "choice":
      return `<p class="field">${label} <select ${named} data-as="${field.as ?? "text"}">${
        field.options.map(([value, text]) => option(value, text, false)).join("")
      }</select></p>`;
    case "several":
      return `<p class="field">${label} <select ${named} multiple size="${field.options.length}">${
        field.options.map((value) => option(value, value, field.chosen.includes(value))).join("")
      }</select></p>`;
    case "file":
      return `<p class="field">${label} <input ${named} type="file" accept="${field.accept}"${
        field.required === true ? " required" : ""
      }></p>`;
    default: {
      const number = field.kind === "number";
      const type = number ? 'type="number" step="any"' : 'type="text"';
      const wide = field.kind === "numbers" ? " wide" : "";
      return `<p class="field${wide}">${label} <input ${named} ${type} value="${
        escapeHtml(field.value)
      }" data-as="${field.kind}" autocomplete="off"${field.required === true ? " required" : ""}></p>`;
    }
  }
}

function option(value: string, text: string, selected: boolean): string {
  return `<option value="${escapeHtml(value)}"${selected ? " selected" : ""}>${escapeHtml(text)}</option>`;
}
