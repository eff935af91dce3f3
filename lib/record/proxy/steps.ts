/** The steps of a capture as the dialog lists them, and what the dialog changes in them. */
import { isObject, type JsonValue, parseJson } from "../../model/json.ts";
import type { SeenBody, SeenExchange } from "../../recording/types.ts";
import type { CapturedField, CapturedStep } from "./control.ts";

/** Longest value in the dialog, characters. */
const SHOWN = 160;
/** Most values of one step in the dialog. */
const MOST_FIELDS = 300;
const REDACTED = "[redacted]";

/** A value of a step with its path. */
interface Value {
  path: string;
  label: string;
  text: string;
}

/**
 * A step for the dialog.
 *
 * @param exchange redacted already
 */
export function stepOf(exchange: SeenExchange): CapturedStep {
  const { id, method, path, startedAt, body, answer, runId } = exchange;
  const parts = body.kind === "form" ? body.parts : [];
  return {
    id,
    kind: /^(?:GET|HEAD|OPTIONS)$/i.test(method) ? "read" : "action",
    method,
    path,
    ...(answer === undefined ? {} : { status: answer.status }),
    startedAt,
    ...(runId === undefined ? {} : { runId }),
    fields: valuesOf(exchange).slice(0, MOST_FIELDS).map(fieldOf),
    uploads: parts.filter(({ filename }) => filename !== undefined && filename !== "").map((part) => ({
      field: part.name,
      filename: part.filename ?? "",
      size: part.size ?? 0,
    })),
    dropped: false,
  };
}

/** The text of a value of a step; undefined when there is no such value. */
export function valueAt(exchange: SeenExchange, path: string): string | undefined {
  return valuesOf(exchange).find((value) => value.path === path)?.text;
}

/** The exchange with some of its values taken out. */
export function withoutValues(exchange: SeenExchange, paths: ReadonlySet<string>): SeenExchange {
  if (paths.size === 0) return exchange;
  return { ...exchange, path: cleanQuery(exchange.path, paths), body: cleanBody(exchange.body, paths) };
}

function fieldOf({ path, label, text }: Value): CapturedField {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
  const shown = line.length <= SHOWN ? line : line.slice(0, SHOWN - 1).toWellFormed() + "…";
  return { path, label, shown, redacted: false };
}

function valuesOf({ path, body }: SeenExchange): Value[] {
  const query = queryOf(path).map(([name, text], index): Value => ({
    path: `query[${index}]`,
    label: name,
    text,
  }));
  return [...query, ...bodyValues(body)];
}

function bodyValues(body: SeenBody): Value[] {
  if (body.kind === "text") return [{ path: "text", label: "text", text: body.text }];
  if (body.kind === "form") {
    return body.parts.flatMap(({ name, value }, index) =>
      value === undefined ? [] : [{ path: `form[${index}]`, label: name, text: value }]
    );
  }
  if (body.kind !== "json") return [];
  const json = parseJson(body.text);
  if (json === undefined) return [{ path: "text", label: "text", text: body.text }];
  const values: Value[] = [];
  walk(json, "$", (value, path) => {
    // Empty lists and objects hold nothing to take out.
    if (typeof value !== "object" || value === null) {
      values.push({ path, label: path.replace(/^\$\.?/, "") || "value", text: textOf(value) });
    }
    return value;
  });
  return values;
}

function cleanQuery(path: string, paths: ReadonlySet<string>): string {
  const at = path.indexOf("?");
  if (at === -1) return path;
  let index = 0;
  const query = path.slice(at + 1).split("&").map((pair) => {
    if (pair === "") return pair;
    const clean = paths.has(`query[${index++}]`);
    return clean ? `${pair.split("=")[0]}=${encodeURIComponent(REDACTED)}` : pair;
  });
  return `${path.slice(0, at)}?${query.join("&")}`;
}

function cleanBody(body: SeenBody, paths: ReadonlySet<string>): SeenBody {
  if ((body.kind === "text" || body.kind === "json") && paths.has("text")) {
    return { kind: "text", text: REDACTED };
  }
  if (body.kind === "form") {
    const parts = body.parts.map((part, index) =>
      paths.has(`form[${index}]`) ? { ...part, value: REDACTED } : part
    );
    return { ...body, parts };
  }
  const json = body.kind === "json" ? parseJson(body.text) : undefined;
  if (json === undefined) return body;
  const clean = walk(json, "$", (value, path) => paths.has(path) ? REDACTED : value);
  return { kind: "json", text: JSON.stringify(clean) };
}

/** Changes each plain value of a document; paths as `$.a[0]["odd name"]`. */
function walk(
  value: JsonValue,
  path: string,
  change: (value: JsonValue, path: string) => JsonValue,
): JsonValue {
  if (Array.isArray(value) && value.length > 0) {
    return value.map((item, index) => walk(item, `${path}[${index}]`, change));
  }
  if (isObject(value) && Object.keys(value).length > 0) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, walk(item as JsonValue, path + keyPath(key), change)]),
    );
  }
  return change(value, path);
}

function keyPath(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function textOf(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function queryOf(path: string): [string, string][] {
  const at = path.indexOf("?");
  if (at === -1) return [];
  // In order and one by one, so that the index finds the pair again.
  return path.slice(at + 1).split("&").filter((pair) => pair !== "").map((pair) => {
    const [entry] = new URLSearchParams(pair);
    return entry ?? [pair, ""];
  });
}
