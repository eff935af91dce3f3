/** What a step sends and expects, field by field: the form in which two steps are compared. */
import { parseEndpoint } from "../endpoints/parse_endpoint.ts";
import { taskOf } from "../endpoints/table.ts";
import { isObject, type JsonValue } from "../model/json.ts";
import { Hole, type Step } from "../model/profile.ts";
import { expand } from "../profiles/template.ts";

/** A field whose value the recording does not hold. */
export const NOT_RECORDED = Symbol("not recorded");
/** Value of a field. */
export type FieldValue = JsonValue | typeof NOT_RECORDED;
/** Path such as `json.latitude` to value. A path under which all is unknown stands for all below it. */
export type Fields = ReadonlyMap<string, FieldValue>;

/** What a step is compared with the help of. */
export interface FieldContext {
  /** Variables of the profile: their values are compared, not their names. */
  variables?: Readonly<Record<string, unknown>>;
  /** Says a seed in words that are equal for equal bytes; undefined when it is not there. */
  seed?(seed: string): string | undefined;
}

const BODIES = ["json", "form", "urlencoded", "text"] as const;
/** Lists of plain values up to this length are one field. */
const SHORT_LIST = 8;

/** The fields of a step, in the order in which people read them. */
export function fieldsOf(step: Step, context: FieldContext = {}): Fields {
  const fields = new Map<string, FieldValue>();
  const filled = withVariables(step, context.variables ?? {}) as Record<string, unknown>;
  if (typeof filled["path"] === "string") addPath(filled["path"], fields);
  flatten("query", texts(filled["query"]), fields);
  for (const kind of BODIES) {
    if (filled[kind] !== undefined) {
      fields.set("body", kind);
      flatten(kind, kind === "form" || kind === "urlencoded" ? texts(filled[kind]) : filled[kind], fields);
    }
  }
  if (filled["payload"] !== undefined) {
    fields.set("body", "json");
    flatten("json", filled["payload"], fields);
  }
  if (isObject(filled["files"])) {
    for (const [field, file] of Object.entries(filled["files"])) {
      if (!Array.isArray(file)) fields.set(`files.${field}`, fileWords(file, context));
      else file.forEach((one, index) => fields.set(`files.${field}[${index}]`, fileWords(one, context)));
    }
  }
  const status = isObject(filled["expect"]) ? filled["expect"]["status"] : undefined;
  // A recording of an answer that went well says less than a curator may have written.
  if (status instanceof Hole) fields.set("expect.status", NOT_RECORDED);
  else if (status !== undefined && !isFine(status)) fields.set("expect.status", status as JsonValue);
  if (typeof filled["user"] === "string") fields.set("user", filled["user"]);
  return fields;
}

function isFine(status: unknown): boolean {
  return status === "2xx" || (typeof status === "number" && status >= 200 && status < 300);
}

/** The address, where it says more than the endpoint's name, and the query that stands in it. */
function addPath(path: string, fields: Map<string, FieldValue>): void {
  const parsed = parseEndpoint(path);
  if (parsed === undefined) return void fields.set("path", path);
  if (taskOf(parsed.area, parsed.rest) === undefined) {
    fields.set("path", decoded(parsed.rest).replace(/\/+$/, ""));
  }
  for (const [name, value] of parsed.query) {
    const key = `query.${name}`;
    const before = fields.get(key);
    fields.set(key, typeof before === "string" ? `${before}, ${value}` : value);
  }
}

function decoded(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}

/** Form and query values as they are sent: as text. */
function texts(value: unknown): unknown {
  if (value instanceof Hole || value === undefined) return value;
  if (Array.isArray(value)) return value.map(texts);
  if (!isObject(value)) return typeof value === "string" ? value : JSON.stringify(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, texts(item)]));
}

function flatten(path: string, value: unknown, fields: Map<string, FieldValue>): void {
  if (value === undefined) return;
  if (value instanceof Hole) return void fields.set(path, NOT_RECORDED);
  if (Array.isArray(value)) {
    const plain = value.length <= SHORT_LIST &&
      value.every((item) => typeof item !== "object" || item === null);
    if (plain) fields.set(path, value as JsonValue);
    else value.forEach((item, index) => flatten(`${path}[${index}]`, item, fields));
  } else if (isObject(value)) {
    const entries = Object.entries(value);
    if (entries.length === 0) fields.set(path, {});
    for (const [key, item] of entries) flatten(`${path}.${key}`, item, fields);
  } else fields.set(path, value as JsonValue);
}

function fileWords(file: unknown, { seed }: FieldContext): FieldValue {
  if (!isObject(file) || file instanceof Hole) return NOT_RECORDED;
  if (file["empty"] === true) return "(no file)";
  const path = String(file["seed"]);
  const name = String(file["name"] ?? path.split("/").at(-1));
  const words = seed === undefined ? path : seed(path);
  return words === undefined ? NOT_RECORDED : `${name} (${words})`;
}

/**
 * Two steps that send the same in another kind of body (the generations of the API do) are compared by what they
 * send: both bodies become `body`, with their values as text.
 */
export function inOneBody(left: Fields, right: Fields): [Fields, Fields] {
  const [a, b] = [left.get("body"), right.get("body")];
  if (typeof a !== "string" || typeof b !== "string" || a === b) return [left, right];
  return [renamed(left, a), renamed(right, b)];
}

function renamed(fields: Fields, kind: string): Fields {
  return new Map([...fields].map(([path, value]): [string, FieldValue] => {
    if (path === "body" || !path.startsWith(kind)) return [path, value];
    const text = value === NOT_RECORDED || typeof value === "string" ? value : JSON.stringify(value);
    return [`body content${path.slice(kind.length)}`, text];
  }));
}

/** Variables replaced by their values; other templates and holes stay. */
function withVariables(value: unknown, variables: Readonly<Record<string, unknown>>): unknown {
  if (value instanceof Hole) return value;
  if (Array.isArray(value)) return value.map((item) => withVariables(item, variables));
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, withVariables(item, variables)]),
    );
  }
  if (typeof value !== "string" || !value.includes("{{")) return value;
  return expand(value, (name) => Object.hasOwn(variables, name) ? variables[name] as JsonValue : undefined);
}
