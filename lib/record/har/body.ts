/** The body of a request from a HAR: JSON, text, forms with their files, or why it is not known. */
import { Buffer } from "node:buffer";
import { boundaryOf, type FormPart, parseMultipart } from "../../embedded/http/multipart.ts";
import { parseEndpoint } from "../../endpoints/parse_endpoint.ts";
import { taskOf } from "../../endpoints/table.ts";
import { fileFields } from "../../endpoints/uploads.ts";
import type { BodyPart } from "../../model/event.ts";
import type { BodyStore } from "../../recording/bodies.ts";
import { NO_UTF8, urlEncodedParts } from "../../recording/form_parts.ts";
import type { SeenBody } from "../../recording/types.ts";
import { attachedBytes } from "./attached.ts";
import type { PostData } from "./schema.ts";
import { bytesOfText, LOST_BYTES, type TextBytes } from "./text_bytes.ts";
import type { MissingFile, Uploads } from "./uploads.ts";

/** What bodies are read with. */
export interface BodyWorld {
  /** Path of the HAR; attached bodies lie beside it. */
  har: string;
  creator: string;
  bodies: BodyStore;
  uploads: Uploads;
}

/** What of a request says something of its body. */
export interface RequestBody {
  method: string;
  /** Path of the request. */
  path: string;
  /** Content type of the request's header. */
  type: string | undefined;
  /** Size that the HAR tells; undefined or not above 0 when it tells none. */
  size: number | undefined;
  postData: PostData | undefined;
}

/** Reads one body. Files whose bytes are there are stored; the others are looked for in `--uploads`. */
export async function bodyOf(request: RequestBody, world: BodyWorld): Promise<SeenBody> {
  const { postData } = request;
  const size = request.size !== undefined && request.size > 0 ? request.size : undefined;
  const type = postData?.mimeType || request.type || "";
  const raw = postData === undefined ? undefined : await bytesOf(postData, type, world);
  if (/^multipart\/form-data/i.test(type)) {
    const parts = await multipart(raw, type, size, postData, world);
    if (parts !== undefined) return { kind: "form", encoding: "multipart", parts };
    const files = raw === undefined || raw.bytes.length === 0 ? await onlyFiles(request, world) : [];
    if (files.length > 0) return { kind: "form", encoding: "multipart", parts: files };
  }
  if (/^application\/x-www-form-urlencoded/i.test(type)) {
    if (raw !== undefined && raw.bytes.length > 0) {
      // What was no text is gone from the HAR already, or goes here.
      const parts = urlEncodedParts(new TextDecoder().decode(raw.bytes).replaceAll("\ufffd", "%FF"));
      return parts === undefined
        ? { kind: "lost", reason: "a name in the form is no UTF-8 text", type }
        : { kind: "form", encoding: "urlencoded", parts };
    }
    const params = postData?.params ?? [];
    if (params.length > 0) return { kind: "form", encoding: "urlencoded", parts: fromParams(params, world) };
  }
  if (raw === undefined || (raw.bytes.length === 0 && size !== undefined)) {
    const sent = size !== undefined || (type !== "" && request.method !== "GET");
    if (!sent) return { kind: "none" };
    const told = size === undefined ? {} : { size };
    return {
      kind: "lost",
      reason: "the HAR does not hold the body",
      ...told,
      ...(type === "" ? {} : { type }),
    };
  }
  if (raw.bytes.length === 0) return { kind: "none" };
  return await single(raw, type, size, world);
}

async function single(
  raw: TextBytes,
  type: string,
  size: number | undefined,
  world: BodyWorld,
): Promise<SeenBody> {
  const decoded = asText(raw.bytes);
  if (decoded === undefined || (raw.lossy && size !== undefined && size !== raw.bytes.length)) {
    if (raw.lossy) {
      const told = size === undefined ? {} : { size };
      return { kind: "lost", reason: "the HAR holds the body as text, and it is none", type, ...told };
    }
    const { sha256, size: kept } = await world.bodies.putBytes(raw.bytes, { type });
    return { kind: "bytes", type, size: kept, sha256 };
  }
  if (/^application\/(?:[\w.-]+\+)?json\b/i.test(type)) return { kind: "json", text: decoded };
  return { kind: "text", text: decoded, ...(type === "" ? {} : { type }) };
}

async function bytesOf(postData: PostData, type: string, world: BodyWorld): Promise<TextBytes | undefined> {
  const attached = await attachedBytes(world.har, postData);
  if (attached !== undefined) return { bytes: attached, lossy: false };
  if (postData.text === undefined) return undefined;
  if (postData.encoding === "base64") return { bytes: Buffer.from(postData.text, "base64"), lossy: false };
  if (/^multipart\//i.test(type) || !postData.text.isWellFormed()) {
    return bytesOfText(withLineEnds(postData.text), world.creator);
  }
  return { bytes: Buffer.from(postData.text, "utf8"), lossy: postData.text.includes("\ufffd") };
}

/** Some programs write the line ends of a multipart body as bare LF. */
function withLineEnds(text: string): string {
  return /^(?:\r?\n)?--[^\r\n]+\n/.test(text) && !text.includes("\r\n")
    ? text.replaceAll("\n", "\r\n")
    : text;
}

async function multipart(
  raw: TextBytes | undefined,
  type: string,
  size: number | undefined,
  postData: PostData | undefined,
  world: BodyWorld,
): Promise<BodyPart[] | undefined> {
  const parts = raw === undefined || raw.bytes.length === 0 ? undefined : parseParts(raw.bytes, type);
  if (raw === undefined || parts === undefined) {
    const params = postData?.params ?? [];
    return params.length === 0 ? undefined : await Promise.all(
      fromParams(params, world).map((part) =>
        part.filename === undefined || part.filename === "" ? part : filePart(part, undefined, world)
      ),
    );
  }
  const exact = !raw.lossy && (size === undefined ? false : size === raw.bytes.length);
  const gone = parts.filter((part) => part.file !== undefined && isGone(part.file, exact));
  const missing = gone.length === 1 && !raw.lossy && size !== undefined && size > raw.bytes.length
    ? size - raw.bytes.length
    : undefined;
  const found: BodyPart[] = [];
  for (const part of parts) {
    if (part.file === undefined) {
      found.push(
        part.value.includes("\ufffd")
          ? { name: part.name, lost: NO_UTF8 }
          : { name: part.name, value: part.value },
      );
      continue;
    }
    const { name: filename, type: fileType, bytes } = part.file;
    const about = { name: part.name, filename, type: fileType };
    if (filename === "" && bytes.length === 0) found.push({ ...about, size: 0 });
    else if (gone.includes(part)) found.push(await filePart(about, missing, world));
    else {
      world.uploads.countRecorded(part.name, filename);
      found.push({ ...about, ...await world.bodies.putBytes(bytes, { name: filename, type: fileType }) });
    }
  }
  return found;
}

/**
 * Chromium gives Playwright nothing of a form with files. An upload task's form is its file; other forms hold more
 * than can be guessed.
 */
async function onlyFiles({ path, size }: RequestBody, { bodies, uploads }: BodyWorld): Promise<BodyPart[]> {
  const target = parseEndpoint(path);
  const task = target === undefined ? undefined : taskOf(target.area, target.rest)?.name;
  if (task?.startsWith("upload_") !== true) return [];
  const parts: BodyPart[] = [];
  for (const field of fileFields(task)) {
    const supplied = await uploads.supplyUnnamed(field, size, bodies);
    parts.push({ name: field, type: "application/octet-stream", ...supplied });
  }
  return parts;
}

/** A file without its bytes: left out by the program, or broken by decoding. */
function isGone({ name, bytes }: { name: string; bytes: Uint8Array }, exact: boolean): boolean {
  if (exact || name === "") return false;
  return bytes.length === 0 || Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(LOST_BYTES);
}

async function filePart(
  part: BodyPart,
  size: number | undefined,
  { bodies, uploads }: BodyWorld,
): Promise<BodyPart> {
  const file: MissingFile = {
    field: part.name,
    filename: part.filename ?? "",
    ...(size === undefined ? {} : { size }),
  };
  const supplied = await uploads.supply(file, bodies);
  return { ...part, ...supplied ?? (size === undefined ? {} : { size }) };
}

function parseParts(bytes: Uint8Array, type: string): FormPart[] | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 200)).toString("latin1");
  const boundary = boundaryOf(type) ?? /^(?:\r\n)?--([^\r\n]+)\r\n/.exec(head)?.[1];
  if (boundary === undefined) return undefined;
  try {
    return parseMultipart(bytes, boundary);
  } catch {
    return undefined;
  }
}

/** Fields as the HAR lists them; Chrome leaves URL-encoding in them. */
function fromParams(params: PostData["params"], { creator }: BodyWorld): BodyPart[] {
  const encoded = /webinspector|chrome/i.test(creator);
  return params.map(({ name, value = "", fileName, contentType }) =>
    fileName === undefined
      ? { name: encoded ? decoded(name) : name, value: encoded ? decoded(value) : value }
      : { name, filename: fileName, ...(contentType === undefined ? {} : { type: contentType }) }
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

function asText(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
