/** What the recording keeps of a request's body, built while the body passes. */
import { Buffer } from "node:buffer";
import type { BodyStore } from "../../recording/bodies.ts";
import type { SeenBody } from "../../recording/types.ts";
import { fieldText, urlEncodedParts } from "../../recording/form_parts.ts";
import { utf16Of } from "../../files/text_bytes.ts";
import { unpack } from "./decode.ts";
import { FormCopy } from "./form_copy.ts";
import { boundaryOf, MultipartParser } from "./multipart_parser.ts";
import { StoredCopy } from "./stored_copy.ts";

/** Longest JSON, text or URL-encoded body that is kept in memory, bytes; longer ones are stored as bytes. */
const LONGEST_TEXT = 4 * 1024 * 1024;
/** What a packed body may unfold to, bytes. */
const LONGEST_UNPACKED = 16 * 1024 * 1024;
/** Types whose bodies are text. */
const TEXTUAL = /^text\/|[/+.-](?:json|ndjson|jsonl?|json-seq|xml|ya?ml|toml|csv|javascript|graphql|sql)$/;
const NO_TEXT = "its type says text, and it is none";

/** A body that is being recorded. */
export interface BodyCopy {
  /** Wait for the promise before the next chunk: the disk takes no more. */
  push(chunk: Uint8Array): Promise<void> | void;
  /** The body is whole. @throws ProfileError when the disk did not take it */
  finish(): Promise<SeenBody>;
  /** The body was cut. */
  abort(reason: string): Promise<SeenBody>;
  /** Why the body is not recorded as what it says to be. */
  readonly note: string | undefined;
}

/**
 * The copy that fits a body's type.
 *
 * @param contentType of the request; undefined when it names none
 * @param encoding content encoding; undefined when the body is as it is
 */
export function bodyCopy(
  contentType: string | undefined,
  encoding: string | undefined,
  bodies: BodyStore,
): BodyCopy {
  const type = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (encoding !== undefined) return new PackedCopy(bodies, contentType, encoding);
  if (type === "multipart/form-data") return new MultipartCopy(contentType ?? "", bodies);
  if (TEXTUAL.test(type) || type === URLENCODED) {
    return new TextCopy(bodies, contentType ?? "", type);
  }
  return new BytesCopy(bodies, contentType);
}

const URLENCODED = "application/x-www-form-urlencoded";

/** JSON, text and URL-encoded forms. */
class TextCopy implements BodyCopy {
  readonly #bodies: BodyStore;
  readonly #contentType: string;
  readonly #type: string;
  #chunks: Uint8Array[] = [];
  #size = 0;
  #long: BytesCopy | undefined;
  /** Such bytes pass as binary, and binary is not redacted. */
  #hasNul = false;

  constructor(bodies: BodyStore, contentType: string, type: string) {
    this.#bodies = bodies;
    this.#contentType = contentType;
    this.#type = type;
  }

  get note(): string | undefined {
    return this.#long === undefined ? undefined : `${this.#size} bytes of ${this.#type} are kept as bytes`;
  }

  push(chunk: Uint8Array): Promise<void> | void {
    this.#size += chunk.length;
    this.#hasNul ||= chunk.includes(0);
    if (this.#long !== undefined) return this.#long.push(chunk);
    this.#chunks.push(chunk);
    if (this.#size <= LONGEST_TEXT) return;
    this.#long = new BytesCopy(this.#bodies, this.#contentType);
    let waiting: Promise<void> | void = undefined;
    for (const held of this.#chunks) waiting = this.#long.push(held);
    this.#chunks = [];
    return waiting;
  }

  async finish(): Promise<SeenBody> {
    if (this.#long !== undefined) return this.#hasNul ? await this.abort(NO_TEXT) : await this.#long.finish();
    const bytes = Buffer.concat(this.#chunks);
    // Text that is no UTF-8 would not be the same when it is read back.
    const isWide = utf16Of(bytes) !== undefined;
    if (this.#hasNul && !isWide) return await this.abort(NO_TEXT);
    const text = isWide ? undefined : fieldText(bytes);
    if (text === undefined) {
      const copy = new BytesCopy(this.#bodies, this.#contentType);
      await copy.push(bytes);
      return await copy.finish();
    }
    if (text === "") return { kind: "none" };
    if (this.#type === URLENCODED) {
      const parts = urlEncodedParts(text);
      return parts === undefined
        ? await this.abort("a name in the form is no UTF-8 text")
        : { kind: "form", encoding: "urlencoded", parts };
    }
    if (/[/+]json$/.test(this.#type)) return { kind: "json", text };
    return { kind: "text", text, type: this.#contentType };
  }

  async abort(reason: string): Promise<SeenBody> {
    await this.#long?.abort(reason);
    return { kind: "lost", reason, type: this.#contentType, size: this.#size };
  }
}

/** Anything else. */
class BytesCopy implements BodyCopy {
  readonly note = undefined;
  readonly #copy: StoredCopy;
  readonly #type: { type?: string };
  #size = 0;

  constructor(bodies: BodyStore, contentType: string | undefined) {
    this.#type = contentType === undefined ? {} : { type: contentType };
    this.#copy = new StoredCopy(bodies, this.#type);
  }

  push(chunk: Uint8Array): Promise<void> | void {
    this.#size += chunk.length;
    return this.#copy.push(chunk);
  }

  async finish(): Promise<SeenBody> {
    const { sha256, size } = await this.#copy.finish();
    return size === 0 ? { kind: "none" } : { kind: "bytes", ...this.#type, size, sha256 };
  }

  async abort(reason: string): Promise<SeenBody> {
    await this.#copy.drop();
    return { kind: "lost", reason, ...this.#type, size: this.#size };
  }
}

/** A multipart form; nothing is kept of one that turns out to be malformed, as no rule could tell its fields. */
class MultipartCopy implements BodyCopy {
  readonly #contentType: string;
  readonly #form: FormCopy;
  readonly #parser: MultipartParser | undefined;
  #size = 0;
  #why: string | undefined;

  constructor(contentType: string, bodies: BodyStore) {
    this.#contentType = contentType;
    this.#form = new FormCopy(bodies);
    const boundary = boundaryOf(contentType);
    if (boundary === undefined) this.#why = "its type names no boundary";
    else this.#parser = new MultipartParser(boundary, this.#form);
  }

  get note(): string | undefined {
    return this.#why === undefined ? undefined : `a malformed multipart body (${this.#why})`;
  }

  push(chunk: Uint8Array): Promise<void> | void {
    this.#size += chunk.length;
    if (this.#parser !== undefined && this.#why === undefined) return this.#parse(this.#parser, chunk);
  }

  async #parse(parser: MultipartParser, chunk: Uint8Array): Promise<void> {
    await parser.push(chunk);
    if (parser.failure !== undefined) await this.#fail(parser.failure);
  }

  async finish(): Promise<SeenBody> {
    if (this.#size === 0) return { kind: "none" };
    this.#parser?.end();
    if (this.#why === undefined && this.#parser?.failure !== undefined) {
      await this.#fail(this.#parser.failure);
    }
    if (this.#why === undefined) return { kind: "form", encoding: "multipart", parts: this.#form.parts };
    return this.#lost(this.note ?? this.#why);
  }

  async abort(reason: string): Promise<SeenBody> {
    await this.#form.drop();
    return this.#lost(reason);
  }

  async #fail(why: string): Promise<void> {
    this.#why ??= why;
    await this.#form.drop();
  }

  #lost(reason: string): SeenBody {
    return { kind: "lost", reason, type: this.#contentType, size: this.#size };
  }
}

/** A body with a content encoding: unpacked when it is whole, because no rule sees a secret in packed bytes. */
class PackedCopy implements BodyCopy {
  readonly #bodies: BodyStore;
  readonly #contentType: string | undefined;
  readonly #encoding: string;
  #chunks: Uint8Array[] = [];
  #size = 0;
  #inner: BodyCopy | undefined;

  constructor(bodies: BodyStore, contentType: string | undefined, encoding: string) {
    this.#bodies = bodies;
    this.#contentType = contentType;
    this.#encoding = encoding.trim().toLowerCase().slice(0, 40);
  }

  get note(): string | undefined {
    return this.#inner?.note;
  }

  push(chunk: Uint8Array): void {
    this.#size += chunk.length;
    if (this.#size > LONGEST_TEXT) this.#chunks = [];
    else this.#chunks.push(chunk);
  }

  async finish(): Promise<SeenBody> {
    if (this.#size === 0) return { kind: "none" };
    const packed = `the body is packed (${this.#encoding})`;
    if (this.#size > LONGEST_TEXT) return this.#lost(`${packed} and too long to be unpacked`);
    const bytes = await unpack(Buffer.concat(this.#chunks), this.#encoding, LONGEST_UNPACKED);
    this.#chunks = [];
    if (bytes === undefined) return this.#lost(`${packed} and could not be unpacked`);
    this.#inner = bodyCopy(this.#contentType, undefined, this.#bodies);
    await this.#inner.push(bytes);
    return await this.#inner.finish();
  }

  abort(reason: string): Promise<SeenBody> {
    this.#chunks = [];
    return Promise.resolve(this.#lost(reason));
  }

  #lost(reason: string): SeenBody {
    const type = this.#contentType === undefined ? {} : { type: this.#contentType };
    return { kind: "lost", reason, ...type, size: this.#size };
  }
}
