/** The whole lines of a log, redacted, in big blocks: what `--json` prints when nothing is filtered. */
import type { Line } from "../../events/line_reader.ts";
import { MAX_LINE } from "../../events/line_reader.ts";
import { parseLine } from "../../events/parse_line.ts";
import type { LogProblem } from "../../events/types.ts";
import type { JsonValue } from "../../model/json.ts";
import { LineRedactor } from "../../redact/quick.ts";
import type { Redactor } from "../../redact/redactor.ts";
import { Gathered } from "./gathered.ts";
import type { Chunk } from "./types.ts";

const LF = 10;
const CR = 13;

/** Where the lines go. */
export interface JsonLinesSink {
  /** Writes redacted lines; resolves when the bytes may be used again. */
  write(lines: Uint8Array | string): Promise<unknown>;
  problem(problem: LogProblem): void;
}

/** Prints chunk by chunk. */
export class JsonLines {
  /** Events and problems so far. */
  events = 0;
  problems = 0;
  readonly #redactor: Redactor;
  readonly #quick: LineRedactor;
  readonly #sink: JsonLinesSink;
  readonly #out = new Gathered();

  constructor(redactor: Redactor, sink: JsonLinesSink) {
    this.#redactor = redactor;
    this.#quick = new LineRedactor(redactor);
    this.#sink = sink;
  }

  /** Prints the lines of a chunk. */
  async add(chunk: Chunk): Promise<void> {
    if (chunk.kind === "rest") await this.#slow(chunk.rest, chunk.line);
    if (chunk.kind !== "lines") return;
    let number = chunk.line;
    if (chunk.first !== undefined) await this.#slow(chunk.first, number++);
    await this.#block(chunk.bytes, chunk.offset, number);
  }

  async #block(bytes: Uint8Array, offset: number, number: number): Promise<void> {
    let copied = 0;
    for (let at = 0; at < bytes.length; number++) {
      const next = bytes.indexOf(LF, at) + 1;
      const end = next - 1 > at && bytes[next - 2] === CR ? next - 2 : next - 1;
      const edits = end - at > MAX_LINE ? undefined : this.#quick.line(bytes, at, end);
      if (edits !== undefined) {
        this.events++;
        for (const edit of edits) {
          this.#out.add(bytes, copied, edit.begin);
          this.#out.add(edit.bytes, 0, edit.bytes.length);
          copied = edit.end;
        }
        if (this.#out.isEnough) await this.#sink.write(this.#out.take());
      } else {
        this.#out.add(bytes, copied, at);
        copied = next;
        await this.#sink.write(this.#out.take());
        await this.#slow({
          bytes: bytes.subarray(at, end),
          offset: offset + at,
          length: next - at,
          complete: true,
          tooLong: end - at > MAX_LINE,
        }, number);
      }
      at = next;
    }
    this.#out.add(bytes, copied, bytes.length);
    await this.#sink.write(this.#out.take());
  }

  /** Any line. */
  async #slow(line: Line, number: number): Promise<void> {
    const item = parseLine(line, number);
    if (item.kind === "problem") {
      this.problems++;
      this.#sink.problem(item.problem);
      return;
    }
    this.events++;
    const written = (item.at.written ?? item.at.event) as JsonValue;
    await this.#sink.write(JSON.stringify(this.#redactor.json(written)) + "\n");
  }
}
