/**
 * Takes a multipart body apart while it passes (RFC 7578, as browsers send it). Holds at most one part's head and a
 * delimiter's length of bytes; where the chunks are cut makes no difference.
 */
import { Buffer } from "node:buffer";

/** Longest head of a part, bytes. */
const LONGEST_HEAD = 16 * 1024;
const CRLF2 = "\r\n\r\n";

/** The head of a part. */
export interface PartHead {
  name: string;
  filename?: string;
  type?: string;
}

/** Takes what the parser finds. A promise stops the parser until the bytes were taken. */
export interface PartSink {
  begin(head: PartHead): void;
  data(bytes: Uint8Array): Promise<void> | void;
  end(): Promise<void> | void;
}

type Place = "preamble" | "delimiter" | "head" | "data" | "epilogue";

/** Parses one body. */
export class MultipartParser {
  readonly #sink: PartSink;
  readonly #delimiter: Buffer;
  #place: Place = "preamble";
  #held: Buffer;
  #failure: string | undefined;

  constructor(boundary: string, sink: PartSink) {
    this.#sink = sink;
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, "latin1");
    // The first delimiter has no line end before it.
    this.#held = Buffer.from("\r\n", "latin1");
  }

  /** Why the body is no multipart body; nothing more is parsed then. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Takes the next bytes. */
  async push(chunk: Uint8Array): Promise<void> {
    if (this.#failure !== undefined || this.#place === "epilogue") return;
    const bytes = asBuffer(chunk);
    if (this.#place === "data" && bytes.length > 2 * this.#delimiter.length) await this.#joint(bytes);
    else this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    while (await this.#step());
  }

  /** The body has ended. */
  end(): void {
    if (this.#place !== "epilogue") this.#failure ??= "the closing delimiter is missing";
  }

  /**
   * Joins what is held inside a part with the beginning of a chunk, to find a delimiter that is cut in two there. The
   * chunk itself is not copied: files come in thousands of them.
   */
  async #joint(chunk: Buffer): Promise<void> {
    const held = this.#held;
    this.#held = chunk;
    if (held.length === 0) return;
    const joint = Buffer.concat([held, chunk.subarray(0, this.#delimiter.length - 1)]);
    if (joint.includes(this.#delimiter)) this.#held = Buffer.concat([held, chunk]);
    else await this.#sink.data(held);
  }

  /** One token; false when more bytes are needed, or none. */
  #step(): Promise<boolean> | boolean {
    switch (this.#place) {
      case "preamble":
        return this.#preamble();
      case "delimiter":
        return this.#afterDelimiter();
      case "head":
        return this.#head();
      case "data":
        return this.#data();
      case "epilogue":
        this.#held = Buffer.alloc(0);
        return false;
    }
  }

  #preamble(): boolean {
    const at = this.#held.indexOf(this.#delimiter);
    if (at === -1) {
      if (this.#held.length > LONGEST_HEAD) return this.#fail("no delimiter at its beginning");
      return false;
    }
    this.#take(at + this.#delimiter.length);
    this.#place = "delimiter";
    return true;
  }

  /** Behind a delimiter: `--` ends the body, a line end begins a part; blanks may stand between. */
  #afterDelimiter(): boolean {
    const end = this.#held.indexOf("\r\n");
    if (this.#held.length >= 2 && this.#held[0] === 45 && this.#held[1] === 45) {
      this.#place = "epilogue";
      return true;
    }
    if (end === -1) return this.#held.length > 200 ? this.#fail("a delimiter's line does not end") : false;
    if (!/^[ \t]*$/.test(this.#held.toString("latin1", 0, end))) {
      return this.#fail("text behind a delimiter");
    }
    // The line end stays: a head without lines is followed by a second one at once.
    this.#take(end);
    this.#place = "head";
    return true;
  }

  #head(): boolean {
    const end = this.#held.indexOf(CRLF2);
    if (end === -1) {
      return this.#held.length > LONGEST_HEAD ? this.#fail("the head of a part is too long") : false;
    }
    const head = readHead(this.#held.toString("utf8", 0, end));
    if (head === undefined) return this.#fail("a part without a name");
    this.#take(end + CRLF2.length);
    // An empty part's delimiter follows at once; its line end is the one that ended the head.
    this.#place = "data";
    this.#sink.begin(head);
    return true;
  }

  #data(): Promise<boolean> | boolean {
    const at = this.#held.indexOf(this.#delimiter);
    if (at === -1) {
      const sure = this.#held.length - this.#delimiter.length + 1;
      if (sure <= 0) return false;
      const bytes = this.#held.subarray(0, sure);
      this.#take(sure);
      return after(this.#sink.data(bytes), false);
    }
    const bytes = this.#held.subarray(0, at);
    this.#take(at + this.#delimiter.length);
    this.#place = "delimiter";
    const taken = bytes.length === 0 ? undefined : this.#sink.data(bytes);
    if (taken instanceof Promise) return taken.then(() => after(this.#sink.end(), true));
    return after(this.#sink.end(), true);
  }

  #take(length: number): void {
    this.#held = this.#held.subarray(length);
  }

  #fail(reason: string): false {
    this.#failure = reason;
    this.#held = Buffer.alloc(0);
    return false;
  }
}

/**
 * The boundary of a `Content-Type` header; undefined when it names none.
 */
export function boundaryOf(contentType: string): string | undefined {
  const found = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType);
  return found?.[1] ?? found?.[2];
}

function after(taken: Promise<void> | void, more: boolean): Promise<boolean> | boolean {
  return taken instanceof Promise ? taken.then(() => more) : more;
}

/** Name, file name and type out of the lines of a part's head. */
function readHead(text: string): PartHead | undefined {
  let name: string | undefined;
  let filename: string | undefined;
  let type: string | undefined;
  for (const line of text.split("\r\n")) {
    const colon = line.indexOf(":");
    const key = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (key === "content-disposition") {
      name = parameter(value, "name");
      filename = parameter(value, "filename");
    } else if (key === "content-type") type = value;
  }
  if (name === undefined) return undefined;
  return { name, ...(filename === undefined ? {} : { filename }), ...(type === undefined ? {} : { type }) };
}

/** A parameter, with what browsers escape in it (WHATWG HTML) put back. */
function parameter(value: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;]*))`, "i").exec(value);
  if (found === null) return undefined;
  if (found[1] === undefined) return found[2];
  return found[1].replaceAll("%22", '"').replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll(
    '\\"',
    '"',
  );
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
