/** What the recording keeps of an answer's body: text up to a limit, decoded. */
import { Buffer } from "node:buffer";
import { headerOf, keepsText } from "../../recording/headers.ts";
import type { HeaderList, SeenAnswer } from "../../recording/types.ts";
import { decodeKept, isIdentity } from "./decode.ts";

/** Not recorded, but looked through for addresses of the target. */
const SCRIPT = /^(?:text|application)\/(?:x-)?javascript\b/i;

/** Collects the body of one answer. Never holds more than the limit. */
export class AnswerCopy {
  readonly #limit: number;
  readonly #headers: HeaderList;
  readonly #status: number;
  readonly #isText: boolean;
  readonly #chunks: Uint8Array[] = [];
  #held = 0;
  #size = 0;

  /** @param limit bytes of decoded text */
  constructor(status: number, headers: HeaderList, limit: number) {
    this.#status = status;
    this.#headers = headers;
    this.#limit = limit;
    const type = headerOf(headers, "content-type") ?? "";
    this.#isText = keepsText(type) || SCRIPT.test(type);
  }

  push(chunk: Uint8Array): void {
    this.#size += chunk.length;
    if (!this.#isText || this.#held > this.#limit) return;
    this.#chunks.push(chunk);
    this.#held += chunk.length;
  }

  /** The answer as it is recorded. @param whole false when it was cut */
  async finish(whole: boolean): Promise<SeenAnswer> {
    const plain = { status: this.#status, headers: this.#headers };
    const encoding = headerOf(this.#headers, "content-encoding");
    if (!this.#isText) {
      return { ...plain, ...(isIdentity(encoding) && whole ? { size: this.#size } : {}) };
    }
    if (isIdentity(encoding)) {
      const truncated = this.#size > this.#limit || !whole;
      return { ...plain, ...this.#text(this.#concat(), truncated), size: this.#size };
    }
    const decoded = await decodeKept(this.#chunks, encoding ?? "", this.#limit);
    if (decoded === undefined) return this.#size === 0 ? plain : { ...plain, truncated: true };
    const truncated = decoded.truncated || this.#held < this.#size || !whole;
    return {
      ...plain,
      ...this.#text(decoded.bytes, truncated),
      ...(truncated ? {} : { size: decoded.bytes.length }),
    };
  }

  #concat(): Uint8Array {
    return this.#chunks.length === 1 ? this.#chunks[0] ?? new Uint8Array() : Buffer.concat(this.#chunks);
  }

  #text(bytes: Uint8Array, truncated: boolean): { text: string; truncated?: true } {
    const kept = bytes.length > this.#limit ? bytes.subarray(0, this.#limit) : bytes;
    const type = headerOf(this.#headers, "content-type") ?? "";
    const charset = /charset="?([\w-]+)/i.exec(type)?.[1] ?? "utf-8";
    return { text: decodeText(kept, charset), ...(truncated ? { truncated } : {}) };
  }
}

function decodeText(bytes: Uint8Array, charset: string): string {
  // Much faster than a decoder for the short answers that most are; a byte order mark is the decoder's business.
  if (/^utf-?8$/i.test(charset) && bytes[0] !== 0xef) {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  }
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
