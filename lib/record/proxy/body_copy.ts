/** What the recording keeps of a request's body, built while the body passes. */
import { Buffer } from "node:buffer";
import type { BodyStore } from "../../recording/bodies.ts";
import type { SeenBody } from "../../recording/types.ts";
import { FormCopy } from "./form_copy.ts";
import { boundaryOf, MultipartParser } from "./multipart_parser.ts";
import { StoredCopy } from "./stored_copy.ts";

/** Longest JSON, text or URL-encoded body that is kept in memory, bytes; longer ones are stored as bytes. */
const LONGEST_TEXT = 4 * 1024 * 1024;
/** How much of a multipart body is kept raw, for the case that it turns out to be none. */
const KEPT_RAW = 1024 * 1024;

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
 * @param encoded the body has a content encoding of its own, and is stored as it is
 */
export function bodyCopy(contentType: string | undefined, encoded: boolean, bodies: BodyStore): BodyCopy {
  const type = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (encoded) return new BytesCopy(bodies, contentType);
  if (type === "multipart/form-data") return new MultipartCopy(contentType ?? "", bodies);
  if (/^application\/(?:[\w.-]+\+)?json$/.test(type) || type.startsWith("text/") || type === URLENCODED) {
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
    if (this.#long !== undefined) return await this.#long.finish();
    const bytes = Buffer.concat(this.#chunks);
    // Text that is no UTF-8 would not be the same when it is read back.
    const text = textOf(bytes);
    if (text === undefined) {
      const copy = new BytesCopy(this.#bodies, this.#contentType);
      await copy.push(bytes);
      return await copy.finish();
    }
    if (text === "") return { kind: "none" };
    if (this.#type === URLENCODED) {
      const parts = [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }));
      return { kind: "form", encoding: "urlencoded", parts };
    }
    if (this.#type.endsWith("json")) return { kind: "json", text };
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

/** A multipart form; one that turns out to be malformed is kept as bytes. */
class MultipartCopy implements BodyCopy {
  readonly #contentType: string;
  readonly #bodies: BodyStore;
  readonly #form: FormCopy;
  readonly #parser: MultipartParser | undefined;
  #raw: Uint8Array[] | undefined = [];
  #rawBytes: BytesCopy | undefined;
  #size = 0;
  #why: string | undefined;

  constructor(contentType: string, bodies: BodyStore) {
    this.#contentType = contentType;
    this.#bodies = bodies;
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
    if (this.#rawBytes !== undefined) return this.#rawBytes.push(chunk);
    this.#raw?.push(chunk);
    if (this.#size > KEPT_RAW && this.#why === undefined) this.#raw = undefined;
    if (this.#parser === undefined) return this.#toRaw();
    return this.#parse(this.#parser, chunk);
  }

  async #parse(parser: MultipartParser, chunk: Uint8Array): Promise<void> {
    await parser.push(chunk);
    if (parser.failure === undefined) return;
    this.#why ??= parser.failure;
    await this.#form.drop();
    await this.#toRaw();
  }

  async finish(): Promise<SeenBody> {
    if (this.#size === 0) return { kind: "none" };
    this.#parser?.end();
    if (this.#parser?.failure !== undefined && this.#why === undefined) {
      this.#why = this.#parser.failure;
      await this.#form.drop();
      await this.#toRaw();
    }
    if (this.#why === undefined) return { kind: "form", encoding: "multipart", parts: this.#form.parts };
    if (this.#rawBytes !== undefined) return await this.#rawBytes.finish();
    return this.#lost(`${this.note}, too long to be kept aside`);
  }

  async abort(reason: string): Promise<SeenBody> {
    await this.#form.drop();
    await this.#rawBytes?.abort(reason);
    return this.#lost(reason);
  }

  #lost(reason: string): SeenBody {
    return { kind: "lost", reason, type: this.#contentType, size: this.#size };
  }

  /** From here on the body is stored as it is, as far as its beginning is still there. */
  async #toRaw(): Promise<void> {
    if (this.#raw === undefined || this.#rawBytes !== undefined) return;
    this.#rawBytes = new BytesCopy(this.#bodies, this.#contentType);
    const held = this.#raw;
    this.#raw = undefined;
    for (const chunk of held) await this.#rawBytes.push(chunk);
  }
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
