/** The body of a step's request: templates filled in, the recorded run rewritten, files from seeds. */
import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { ProfileError } from "../errors.ts";
import { pathBelow } from "../files/safe_path.ts";
import type { Body } from "../http/client.ts";
import { encodeMultipart, type Part } from "../http/multipart.ts";
import { isObject, type JsonValue } from "../model/json.ts";
import { type FileUpload, Hole, type Step } from "../model/profile.ts";
import { asText } from "./as_text.ts";
import { type FormPart, formParts } from "./form_parts.ts";
import { rewriteRun, type Scope } from "./scope.ts";

/** What building a body needs. */
export interface BodyContext {
  scope: Scope;
  seedDir: string;
  recordedRun: string | undefined;
  runId: string;
}

/** A body, and how the report shows it. */
export interface StepBody {
  body: Body;
  shown: JsonValue;
}

const PLAIN_TEXT = "text/plain;charset=UTF-8";

/**
 * The body of a step; undefined when it sends none.
 *
 * @throws ProfileError with the reason when a value is missing or a seed cannot be read
 */
export async function bodyOf(
  step: Exclude<Step, { action: "wait" }>,
  context: BodyContext,
): Promise<StepBody | undefined> {
  const fill = (value: unknown) => rewriteRun(context.scope.fill(value), context.recordedRun, context.runId);
  if (step.action === "http_get") return undefined;
  if (step.action === "enqueue_rq") return jsonBody(fill(step.payload ?? {}));
  const { form, files, order } = step;
  if (form !== undefined || files !== undefined || step.action === "file_upload") {
    const parts = formParts(form === undefined ? undefined : fill(form), namedFiles(files, context), order);
    return await multipartBody(parts, context);
  }
  if (step.json !== undefined) return jsonBody(fill(step.json));
  if (step.urlencoded !== undefined) return urlencodedBody(formParts(fill(step.urlencoded), {}, order));
  if (step.text === undefined) return undefined;
  const text = asText(fill(step.text), "text");
  return { body: { kind: "text", text, contentType: step.content_type ?? PLAIN_TEXT }, shown: text };
}

function jsonBody(value: JsonValue): StepBody {
  return {
    body: { kind: "text", text: JSON.stringify(value), contentType: "application/json" },
    shown: value,
  };
}

function urlencodedBody(parts: readonly FormPart[]): StepBody {
  const pairs = parts.map((part): [string, string] => [part.name, "value" in part ? part.value : ""]);
  const text = new URLSearchParams(pairs).toString();
  return {
    body: { kind: "text", text, contentType: "application/x-www-form-urlencoded;charset=UTF-8" },
    shown: shownFields(pairs),
  };
}

async function multipartBody(fields: readonly FormPart[], context: BodyContext): Promise<StepBody> {
  const parts: Part[] = [];
  const values: [string, string][] = [];
  const files: [string, string][] = [];
  for (const field of fields) {
    if ("value" in field) {
      parts.push(field);
      values.push([field.name, field.value]);
      continue;
    }
    const part = await filePart(field.name, field.file, context);
    parts.push(part);
    const path = "path" in part ? part.path : undefined;
    const size = path === undefined ? undefined : (await stat(path)).size;
    const words = "filename" in part && size !== undefined ? `${part.filename} (${size} bytes)` : "(no file)";
    files.push([field.name, words]);
  }
  const shown: JsonValue = { form: shownFields(values), files: shownFields(files) };
  const guardText = JSON.stringify(
    parts.map((part) => "value" in part ? [part.name, part.value] : [part.name, part.filename]),
  );
  return {
    body: { kind: "multipart", multipart: await encodeMultipart(parts), summary: shown, guardText },
    shown,
  };
}

/** Fields as a map; a field that came several times has a list. */
function shownFields(pairs: readonly [string, string][]): JsonValue {
  const names = [...new Set(pairs.map(([name]) => name))];
  return Object.fromEntries(names.map((name) => {
    const values = pairs.filter(([other]) => other === name).map(([, value]) => value);
    return [name, values.length === 1 ? values[0] ?? "" : values];
  }));
}

/** Names of fields may hold templates. */
function namedFiles(
  files: Readonly<Record<string, FileUpload | FileUpload[]>> | undefined,
  { scope }: BodyContext,
): Record<string, FileUpload | FileUpload[]> {
  return Object.fromEntries(
    Object.entries(files ?? {}).map(([field, file]) => [String(scope.fill(field)), file]),
  );
}

async function filePart(name: string, file: FileUpload, { seedDir }: BodyContext): Promise<Part> {
  if (file instanceof Hole) {
    throw new ProfileError("refused", `The file of ${name} is a hole: ${file.reason}`);
  }
  if (!isObject(file) || "empty" in file) return { name, filename: "", type: "application/octet-stream" };
  const path = await pathBelow(seedDir, file.seed, "seed");
  const filename = file.name ?? basename(file.seed);
  await stat(path).catch((error: unknown) => {
    throw new ProfileError("usage", `Seed ${join(seedDir, file.seed)} cannot be read`, { cause: error });
  });
  return { name, filename, type: file.type ?? "application/octet-stream", path };
}
