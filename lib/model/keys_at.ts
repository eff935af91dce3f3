/** Which keys a schema knows at a place: for the word on what a mistyped one may mean. */
import type { z } from "zod";
import { isObject } from "./json.ts";

type Type = z.core.$ZodType;
type Def = z.core.$ZodTypes["_zod"]["def"];

/**
 * The keys of the map at a path. Of several forms that it may have those count that its other values fit.
 *
 * @param value the whole content, from which the path leads
 */
export function keysAt(schema: Type, value: unknown, path: readonly PropertyKey[]): string[] {
  const [key, ...rest] = path;
  const found = formsOf(schema, value).flatMap((form) => {
    const def = form._zod.def as Def;
    if (key === undefined) return def.type === "object" ? Object.keys(def.shape) : [];
    const inner = def.type === "object"
      ? def.shape[String(key)]
      : def.type === "array"
      ? def.element
      : def.type === "record"
      ? def.valueType
      : undefined;
    const at = isObject(value) || Array.isArray(value)
      ? (value as Record<PropertyKey, unknown>)[key]
      : undefined;
    return inner === undefined ? [] : keysAt(inner, at, rest);
  });
  return [...new Set(found)];
}

/** The schema without what is wrapped around it; of a union those that the value may be. */
function formsOf(schema: Type, value: unknown): Type[] {
  const def = schema._zod.def as Def;
  switch (def.type) {
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "nonoptional":
    case "readonly":
    case "catch":
      return formsOf(def.innerType, value);
    case "pipe":
      return formsOf(def.in, value);
    case "lazy":
      return formsOf(def.getter(), value);
    case "union": {
      const forms = def.options.flatMap((option) => formsOf(option, value));
      const fitting = forms.filter((form) => mayBe(form, value));
      return fitting.length > 0 ? fitting : forms;
    }
    default:
      return [schema];
  }
}

/** Words that tell one form from another, such as `action: http_get`, must be those of the form. */
function mayBe(form: Type, value: unknown): boolean {
  const def = form._zod.def as Def;
  if (def.type !== "object") return !isObject(value);
  return isObject(value) &&
    Object.entries(def.shape).every(([key, part]) =>
      !["literal", "enum"].includes(part._zod.def.type) ||
      (part as z.ZodType).safeParse(value[key]).success
    );
}
