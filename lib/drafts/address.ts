/**
 * Addresses of values in a draft: `set-outlet.json.latitude`, `upload.form["odd.key"]`, `x.json.items[2].name`. A
 * key with dots may also stand as it is, as long as only one value can be meant.
 */
import { ProfileError } from "../errors.ts";
import { isObject } from "../model/json.ts";
import { Hole } from "../model/profile.ts";
import { closest } from "../text/closest.ts";

/** One place in a step. */
export interface Address {
  step: string;
  /** Keys and indices within the step; empty for the step itself. */
  path: (string | number)[];
}

/** A step as YAML holds it. */
export type StepMap = Record<string, unknown> & { id: string };

const PLAIN_KEY = /^[^.[\]="\s]+$/;
const TOKEN = /\.([^.[\]]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/uy;

/**
 * The address as the user may type it.
 *
 * @example
 * ```ts
 * import { formatAddress } from "./address.ts";
 * formatAddress({ step: "a", path: ["form", "x.y", 2] }); // 'a.form["x.y"][2]'
 * ```
 */
export function formatAddress({ step, path }: Address): string {
  return step + path.map((part) => {
    if (typeof part === "number") return `[${part}]`;
    return PLAIN_KEY.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`;
  }).join("");
}

/**
 * Splits `ADDRESS=VALUE` at the first `=` outside of a quoted key.
 *
 * @throws ProfileError usage when there is none
 */
export function splitAssignment(text: string, option: string): { at: string; value: string } {
  const [, at] = /^((?:\["(?:[^"\\]|\\.)*"\]|[^=])+)=/su.exec(text) ?? [];
  if (at !== undefined) return { at, value: text.slice(at.length + 1) };
  throw new ProfileError("usage", `${option} ${JSON.stringify(text)} has no value`, {
    remedy: `Write ${option} 'STEP.FIELD=VALUE'`,
  });
}

/**
 * The step that a name means.
 *
 * @throws ProfileError usage with the nearest name
 */
export function findStep<Step extends { id: string }>(name: string, steps: readonly Step[]): Step {
  const found = steps.find(({ id }, index) => id === name || String(index + 1) === name);
  if (found !== undefined) return found;
  const near = closest(name, steps.map(({ id }) => id));
  throw new ProfileError("usage", `There is no step "${name}"`, {
    remedy: near === undefined ? "The table of profile review names the steps" : `Did you mean "${near}"?`,
  });
}

/**
 * The place that an address means.
 *
 * @param missing `refuse` what is not there, or `allow` it, where the map that it would stand in may be made
 * @throws ProfileError usage with the nearest address
 */
export function resolveAddress(
  text: string,
  steps: readonly StepMap[],
  missing: "refuse" | "allow" = "refuse",
): Address {
  const step = steps.filter(({ id }) => text === id || text.startsWith(`${id}.`) || text.startsWith(`${id}[`))
    .toSorted((a, b) => b.id.length - a.id.length)[0];
  if (step === undefined) {
    findStep(text.split(".")[0] ?? text, steps);
    throw wrong(text, "write it as STEP.FIELD, for example set-outlet.json.latitude");
  }
  const parts = partsOf(text, step.id.length);
  const found = waysTo(step, parts);
  const [only, other] = found;
  if (only !== undefined && other === undefined) return { step: step.id, path: only };
  const literal = found.find((path) => path.length === parts.length);
  if (literal !== undefined) return { step: step.id, path: literal };
  if (only !== undefined) {
    const names = found.map((path) => formatAddress({ step: step.id, path }));
    throw wrong(text, `it may mean ${names.join(" or ")}`);
  }
  const path = parts.map((part) => part.key);
  if (missing === "allow") return { step: step.id, path };
  const known = fieldsOf(step).map((field) => formatAddress({ step: step.id, path: field }));
  const near = closest(text, known);
  throw new ProfileError("usage", `There is no value ${text}`, {
    remedy: near === undefined
      ? `See profile review <draft> ${step.id} for the fields of that step`
      : `Did you mean ${near}?`,
  });
}

/** Paths to every value of a step that is no map or list, holes included. */
export function fieldsOf(step: StepMap): (string | number)[][] {
  const found: (string | number)[][] = [];
  const visit = (value: unknown, path: (string | number)[]): void => {
    if (Array.isArray(value)) value.forEach((item, index) => visit(item, [...path, index]));
    else if (isObject(value) && !(value instanceof Hole)) {
      for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
    } else found.push(path);
  };
  visit(step, []);
  return found;
}

interface Part {
  key: string | number;
  /** It was written in brackets, and is one key. */
  exact: boolean;
}

function partsOf(text: string, from: number): Part[] {
  const parts: Part[] = [];
  let at = from;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) throw wrong(text, `it cannot be read at ${JSON.stringify(text.slice(at))}`);
    const [all, name, index, quoted] = match;
    if (index !== undefined) parts.push({ key: Number(index), exact: true });
    else if (quoted !== undefined) parts.push({ key: unquoted(quoted, text), exact: true });
    else parts.push({ key: name ?? "", exact: false });
    at += all.length;
  }
  return parts;
}

function unquoted(quoted: string, text: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    throw wrong(text, `${quoted} is no JSON string`);
  }
}

/** Every path that the parts can mean: plain parts may belong together, as one key with dots. */
function waysTo(value: unknown, parts: readonly Part[]): (string | number)[][] {
  const [first, ...rest] = parts;
  if (first === undefined) return [[]];
  if (Array.isArray(value)) {
    const index = typeof first.key === "number"
      ? first.key
      : /^\d+$/.test(first.key)
      ? Number(first.key)
      : NaN;
    return index in value ? waysTo(value[index], rest).map((path) => [index, ...path]) : [];
  }
  if (!isObject(value) || value instanceof Hole) return [];
  const found: (string | number)[][] = [];
  for (let length = 1; length <= parts.length; length++) {
    const joined = parts.slice(0, length);
    if (length > 1 && joined.some(({ exact }) => exact)) break;
    const key = joined.map((part) => String(part.key)).join(".");
    if (!Object.hasOwn(value, key)) continue;
    found.push(...waysTo(value[key], parts.slice(length)).map((path) => [key, ...path]));
  }
  return found;
}

function wrong(text: string, why: string): ProfileError {
  return new ProfileError("usage", `The address ${text} does not name one value: ${why}`, {
    remedy: 'Write keys with dots in brackets: STEP.form["odd.key"]',
  });
}

/** True for the place of an uploaded file. */
export function isFile({ path }: Address): boolean {
  if (path[0] === "form") return path.length === 3 && path[2] === "file";
  return path[0] === "files" && (path.length === 2 || (path.length === 3 && typeof path[2] === "number"));
}

/** True for a whole form, not one field of it. */
export function isForm({ path }: Address): boolean {
  return path.length === 1 && (path[0] === "form" || path[0] === "urlencoded");
}

/** The address without its step: `json.latitude`. */
export function fieldOf(address: Address): string {
  return formatAddress({ step: "", path: address.path }).replace(/^\./, "");
}

/** Keys as the steps have them: an index of a list is a number. */
export function indexed(
  steps: readonly StepMap[],
  step: string,
  path: readonly string[],
): (string | number)[] {
  let at: unknown = steps.find(({ id }) => id === step);
  return path.map((key) => {
    const part = Array.isArray(at) ? Number(key) : key;
    at = Array.isArray(at) || isObject(at) ? (at as Record<string | number, unknown>)[part] : undefined;
    return part;
  });
}
