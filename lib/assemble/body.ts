/** What a request carried, as far as it was recorded; what is missing becomes a hole with its reason. */
import { isDeepStrictEqual } from "node:util";
import type { Task } from "../endpoints/table.ts";
import { fileFields, uploadField } from "../endpoints/uploads.ts";
import type { AuditEvent, BodyPart, RequestMeta } from "../model/event.ts";
import { parseJson } from "../model/json.ts";
import { Hole } from "../model/profile.ts";
import type { Recorded } from "./types.ts";

/** Values of a form in first-seen order; a repeated field has a list. */
export type FormData = Record<string, string | string[] | Hole>;

/** One file field of a form, without its bytes. */
export interface FileField {
  field: string;
  /** Known from own recordings only. */
  filename?: string;
  type?: string;
  sha256?: string;
  /** The field was sent without a file. */
  empty?: boolean;
  /** Secrets were taken out of the recorded bytes. */
  redacted?: boolean;
}

/** A body, in the form in which it was sent. */
export interface Body {
  json?: unknown;
  form?: FormData | Hole;
  urlencoded?: FormData | Hole;
  text?: string | Hole;
  /** Of a text, where it is not plain. */
  contentType?: string;
  files: FileField[];
  /** Names of the fields as they were sent, where the others do not say it. */
  order?: string[];
}

/** The recorder keeps this many UTF-16 units of a body in a preview. */
const PREVIEW = 256;
const WITHHELD = "withheld by the server";

/**
 * The body of a request.
 *
 * @param task what the endpoint does, for its file fields
 * @param recordsFormValues some form of the recording came with values
 */
export function bodyOf(recorded: Recorded, task: Task | undefined, recordsFormValues: boolean): Body {
  if (recorded.method === "GET") return { files: [] };
  if (recorded.request === undefined) return lostRequest(recorded.end, task);
  const meta = recorded.request.requestMeta;
  if (meta === undefined || meta.hasBody === false) return { files: [] };
  switch (meta.bodyType) {
    case "json":
      return inexact(meta) ?? { json: jsonBody(meta), files: [] };
    case "form-data":
      return meta.parts === undefined ? recordedForm(meta, task, recordsFormValues) : ownForm(meta.parts);
    case "urlencoded":
      return urlencodedBody(meta);
    case "text":
      return { text: textBody(meta), ...contentType(meta), files: [] };
    case "object":
      return { urlencoded: new Hole("URL-encoded body not recorded"), files: [] };
    case "lost":
      return lostBody(meta, task);
    case "bytes":
      return { text: new Hole(`body of ${meta.bodyLength ?? "some"} bytes that are no text`), files: [] };
    default:
      if (meta.text !== undefined) return { text: meta.text, files: [] };
      return { text: new Hole(`body of type ${meta.bodyType ?? "unknown"} not recorded`), files: [] };
  }
}

function lostRequest(end: AuditEvent | undefined, task: Task | undefined): Body {
  const lost = new Hole("the event with the request is missing from the log");
  if (end?.category !== "file_upload") return { json: lost, files: [] };
  return { form: lost, files: fileFields(task?.name).map((field) => ({ field })) };
}

/** The request is known, its body is not; what it was tells the content type. */
function lostBody({ lost, headers }: RequestMeta, task: Task | undefined): Body {
  const hole = new Hole(lost ?? "body not recorded");
  const type = headers?.["content-type"] ?? "";
  if (/^multipart\//i.test(type)) {
    return { form: hole, files: fileFields(task?.name).map((field) => ({ field })) };
  }
  if (/^application\/x-www-form-urlencoded/i.test(type)) return { urlencoded: hole, files: [] };
  return { ...(/json/i.test(type) ? { json: hole } : { text: hole }), files: [] };
}

function jsonBody(meta: RequestMeta): unknown {
  if (meta.jsonPayload !== undefined) {
    const payload = parseJson(meta.jsonPayload);
    return payload === undefined ? new Hole("the recorded JSON is damaged") : payload;
  }
  if (meta.bodyPreview !== undefined) {
    const whole = meta.bodyPreview.length < PREVIEW ? parseJson(meta.bodyPreview) : undefined;
    if (whole !== undefined) return whole;
    if (meta.bodyPreview.length >= PREVIEW) {
      return new Hole(`only the first ${PREVIEW} characters of the body were recorded`);
    }
    return new Hole("the body could not be recorded");
  }
  if (meta.jsonType === "null") return null;
  if (meta.jsonType === "object" && meta.jsonKeys !== undefined) {
    return Object.fromEntries(meta.jsonKeys.map((key) => [key, new Hole(WITHHELD)]));
  }
  const kind = meta.jsonType === "array"
    ? `list of ${meta.jsonLength ?? "some"} values`
    : meta.jsonType ?? "value";
  return new Hole(`${kind} ${WITHHELD}`);
}

/** A whole number with more digits than JavaScript keeps; names of members do not count. */
const LONG_NUMBER = /"(?:[^"\\\\]|\\\\.)*"|-?\d{16,}(?![.\deE])/g;

/** A JSON body that would not go out as it came in: it is kept as the text that it was. */
function inexact({ jsonPayload }: RequestMeta): Body | undefined {
  const long = jsonPayload?.match(LONG_NUMBER)?.filter((found) => !found.startsWith('"')) ?? [];
  if (jsonPayload === undefined || !long.some((digits) => String(Number(digits)) !== digits)) {
    return undefined;
  }
  return parseJson(jsonPayload) === undefined
    ? undefined
    : { text: jsonPayload, contentType: "application/json", files: [] };
}

function urlencodedBody(meta: RequestMeta): Body {
  if (meta.parts === undefined) return { urlencoded: meta.formValues ?? {}, files: [] };
  const { form = {}, order } = ownForm(meta.parts);
  return { urlencoded: form, ...(order === undefined ? {} : { order }), files: [] };
}

/** The content type of a text that is not what browsers send with a text. */
function contentType({ headers }: RequestMeta): { contentType?: string } {
  const type = headers?.["content-type"];
  return type === undefined || /^text\/plain\b/i.test(type) ? {} : { contentType: type };
}

function textBody(meta: RequestMeta): string | Hole {
  if (meta.text !== undefined) return meta.text;
  if (meta.bodyLength === 0) return "";
  if (meta.bodyPreview !== undefined && meta.bodyPreview.length === (meta.bodyLength ?? -1)) {
    return meta.bodyPreview;
  }
  const length = meta.bodyLength === undefined ? "text" : `text of ${meta.bodyLength} characters`;
  return new Hole(
    meta.bodyPreview === undefined
      ? `${length} ${WITHHELD}`
      : `${length}, only the first ${PREVIEW} recorded`,
  );
}

function recordedForm(meta: RequestMeta, task: Task | undefined, recordsFormValues: boolean): Body {
  const values = meta.formValues;
  const keys = meta.formKeys ?? Object.keys(values ?? {});
  const hasValues = values !== undefined || meta.bodyCaptured === true ||
    (recordsFormValues && meta.bodyCaptured === undefined);
  const form: FormData = {};
  const files: FileField[] = [];
  for (const key of keys) {
    const value = values !== undefined && Object.hasOwn(values, key) ? values[key] : undefined;
    if (value !== undefined) define(form, key, value);
    else if (hasValues || uploadField(task?.name, key) !== undefined) files.push({ field: key });
    else {define(
        form,
        key,
        new Hole(meta.bodyCaptured === false ? WITHHELD : "form values were not recorded"),
      );}
  }
  return { ...(Object.keys(form).length === 0 && files.length > 0 ? {} : { form }), files };
}

/** Forms of own recordings: every part, files by hash. */
function ownForm(parts: readonly BodyPart[]): Pick<Body, "files" | "order"> & { form?: FormData } {
  const form: FormData = {};
  const files: FileField[] = [];
  for (const part of parts) {
    // A file whose name is not known has a type only.
    if (part.filename === undefined && part.sha256 === undefined && part.type === undefined) {
      const before = Object.hasOwn(form, part.name) ? form[part.name] : undefined;
      if (part.lost !== undefined || before instanceof Hole) {
        define(form, part.name, before instanceof Hole ? before : new Hole(part.lost ?? ""));
        continue;
      }
      const value = part.value ?? "";
      const next = before === undefined ? value : [before, value].flat();
      define(form, part.name, next);
      continue;
    }
    files.push({
      field: part.name,
      ...(part.filename === undefined ? {} : { filename: part.filename }),
      ...(part.type === undefined ? {} : { type: part.type }),
      ...(part.sha256 === undefined ? {} : { sha256: part.sha256 }),
      ...(part.redacted === true ? { redacted: true } : {}),
      ...(part.filename === "" || (part.size === 0 && part.sha256 === undefined) ? { empty: true } : {}),
    });
  }
  const sent = parts.map(({ name }) => name);
  return {
    ...(Object.keys(form).length === 0 ? {} : { form }),
    files,
    ...(isDeepStrictEqual(sent, orderOf(form, files)) ? {} : { order: sent }),
  };
}

/** The order in which a form goes out when nothing says another one: values, then files, each in one go. */
function orderOf(form: FormData, files: readonly FileField[]): string[] {
  const values = Object.entries(form).flatMap(([name, value]) => [value].flat().map(() => name));
  const fields = new Set(files.map(({ field }) => field));
  return [
    ...values,
    ...[...fields].flatMap((name) => files.filter(({ field }) => field === name).map(() => name)),
  ];
}

/** Sets a key that comes from a recording: it may be `__proto__`. */
function define(form: FormData, key: string, value: FormData[string]): void {
  Object.defineProperty(form, key, { value, enumerable: true, configurable: true, writable: true });
}
