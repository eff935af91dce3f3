/** What an audit event says of a body that is known in full; every recorder of this project writes it alike. */
import type { AuditEvent, BodyPart, RequestMeta } from "./event.ts";
import { isObject, parseJson } from "./json.ts";

/** Of a JSON body, as sent. */
export function jsonMeta(text: string, value: unknown): RequestMeta {
  return {
    hasBody: true,
    bodyType: "json",
    jsonType: value === null ? "null" : Array.isArray(value) ? "array" : typeof value,
    ...isObject(value) ? { jsonKeys: Object.keys(value) } : {},
    bodyCaptured: true,
    jsonPayload: text,
  };
}

/** Of any other text. */
export function textMeta(text: string): RequestMeta {
  return { hasBody: true, bodyType: "text", bodyLength: text.length, bodyCaptured: true, text };
}

/** Of a form; files are parts with a hash. */
export function formMeta(encoding: "multipart" | "urlencoded", parts: BodyPart[]): RequestMeta {
  return {
    hasBody: true,
    bodyType: encoding === "multipart" ? "form-data" : "urlencoded",
    formKeys: [...new Set(parts.map((part) => part.name))],
    ...formValues(parts),
    bodyCaptured: true,
    parts,
  };
}

function formValues(parts: readonly BodyPart[]): { formValues?: Record<string, string | string[]> } {
  const values = new Map<string, string | string[]>();
  for (const { name, value } of parts) {
    if (value === undefined) continue;
    const before = values.get(name);
    values.set(name, before === undefined ? value : [before, value].flat());
  }
  return values.size === 0 ? {} : { formValues: Object.fromEntries(values) };
}

/**
 * How a request ended, for the `response` or `error` event.
 *
 * @param reason reason phrase of the status
 * @param text text of the answer, where it is kept
 */
export function endOf(
  { status, reason, type, text }: { status: number; reason: string; type: string; text: string },
): AuditEvent {
  if (status < 400) return { stage: "response", status, ok: status < 300 };
  const message = `HTTP ${status} ${reason.toUpperCase()}`.trim();
  return { stage: "error", error: { name: "HttpError", message, status, ...errorDetail(type, text) } };
}

function errorDetail(type: string, text: string): { detail?: unknown } {
  if (text === "") return {};
  const body = /json/.test(type) ? parseJson(text) : undefined;
  if (body === undefined) return { detail: text };
  const error = isObject(body) ? body["error"] ?? body["Error"] ?? body : body;
  return { detail: isObject(error) && typeof error["message"] === "string" ? error["message"] : error };
}
