/** The parts of a multipart body as they pass: text in memory up to a limit, files by hash into the store. */
import { Buffer } from "node:buffer";
import type { BodyPart } from "../../model/event.ts";
import type { BodyStore } from "../../recording/bodies.ts";
import { fieldText, NO_UTF8 } from "../../recording/form_parts.ts";
import type { PartHead, PartSink } from "./multipart_parser.ts";
import { StoredCopy } from "./stored_copy.ts";

/** Longest text field that is kept in memory, bytes; longer ones are stored like files. */
const LONGEST_TEXT = 1024 * 1024;
/** All text fields of one body together. */
const MOST_TEXT = 16 * 1024 * 1024;

/** Collects the parts of one body. */
export class FormCopy implements PartSink {
  readonly parts: BodyPart[] = [];
  readonly #bodies: BodyStore;
  #head: PartHead | undefined;
  #text: Uint8Array[] = [];
  #size = 0;
  #textSize = 0;
  #file: StoredCopy | undefined;

  constructor(bodies: BodyStore) {
    this.#bodies = bodies;
  }

  begin(head: PartHead): void {
    this.#head = head;
    this.#text = [];
    this.#size = 0;
    this.#file = undefined;
  }

  data(bytes: Uint8Array): Promise<void> | void {
    this.#size += bytes.length;
    if (this.#file !== undefined) return this.#file.push(bytes);
    const { filename } = this.#head ?? {};
    this.#textSize += bytes.length;
    if (filename === undefined && this.#size <= LONGEST_TEXT && this.#textSize <= MOST_TEXT) {
      // Copied, because a small piece would keep the whole chunk that it came in.
      this.#text.push(Uint8Array.from(bytes));
      return;
    }
    return this.#store([...this.#text, bytes]);
  }

  async end(): Promise<void> {
    const head = this.#head;
    if (head === undefined) return;
    this.#head = undefined;
    // An empty file field has no name and no bytes; a named empty file is a file.
    if (this.#file === undefined && head.filename !== undefined && head.filename !== "") {
      this.#store([], head);
    }
    if (this.#file === undefined) {
      this.parts.push(head.filename === undefined ? this.#field(head.name) : { ...head, size: 0 });
      return;
    }
    const { sha256, size } = await this.#file.finish();
    this.#file = undefined;
    this.parts.push({ ...head, size, sha256 });
  }

  /** The body ended in the middle: nothing stays of the part that was open. */
  async drop(): Promise<void> {
    await this.#file?.drop();
    this.#file = undefined;
  }

  #field(name: string): BodyPart {
    const value = fieldText(Buffer.concat(this.#text));
    return value === undefined ? { name, lost: NO_UTF8 } : { name, value };
  }

  #store(blocks: readonly Uint8Array[], head = this.#head): Promise<void> | void {
    const { filename, name, type } = head ?? {};
    const file = new StoredCopy(this.#bodies, {
      ...(filename ?? name) === undefined ? {} : { name: filename ?? name ?? "" },
      ...(type === undefined ? {} : { type }),
    });
    this.#file = file;
    this.#text = [];
    let waiting: Promise<void> | void = undefined;
    for (const block of blocks) waiting = file.push(block);
    return waiting;
  }
}
