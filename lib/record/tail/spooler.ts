/** Brings what is read from a log into a spool: redacted, safe on the disk, then checkpointed. */
import type { Line } from "../../events/line_reader.ts";
import { parseLine } from "../../events/parse_line.ts";
import type { LocatedEvent } from "../../events/types.ts";
import { sha256 } from "../../files/hash.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Redactor } from "../../redact/redactor.ts";
import type { SpoolRecord, UploadRecord } from "../../spool/format.ts";
import type { SpoolWriter } from "../../spool/writer.ts";
import { saveCheckpoint } from "./checkpoint.ts";
import type { Chunk, LogGap } from "./types.ts";
import type { TailPosition } from "./position.ts";
import type { TailItem } from "./tail.ts";

/** Characters of a hash that tell two lines at the same place apart; too few to guess a line's secrets from. */
const TAG = 4;

/** Where and how to spool. */
export interface SpoolerOptions {
  writer: SpoolWriter;
  redactor: Redactor;
  log: string;
  /** The checkpoint file. */
  checkpoint: string;
  /** Place that the follower has reached. */
  position(): TailPosition | undefined;
  /** Copies of uploads that an event announces. */
  snapshots?(at: LocatedEvent): Promise<Omit<UploadRecord, "kind" | "file" | "line" | "offset">[]>;
}

/** Takes the chunks of one follower. */
export class Spooler {
  readonly #options: SpoolerOptions;
  #moved = false;

  constructor(options: SpoolerOptions) {
    this.#options = options;
  }

  /** Spools a line; gives what it is. */
  async line(file: string, line: Line, number: number): Promise<TailItem> {
    const { writer, snapshots } = this.#options;
    this.#moved = true;
    const item = parseLine(line, number);
    writer.add(this.#record(file, line, item));
    if (item.kind === "event") {
      for (const upload of await snapshots?.(item.at) ?? []) {
        const record: UploadRecord = { kind: "upload", file, line: number, offset: line.offset, ...upload };
        writer.add(this.#clean(record));
      }
    }
    return item;
  }

  /** Spools a gap. */
  gap({ kind, ...gap }: LogGap): void {
    this.#moved = true;
    this.#options.writer.add({ ...gap, kind: "gap", gap: kind });
  }

  /** Call it behind each chunk: flushes when all was read, or when much waits. */
  async after(chunk: Chunk): Promise<void> {
    if (chunk.kind === "idle" || this.#options.writer.isFull) await this.flush();
  }

  /** Brings all to the disk, then moves the checkpoint. */
  async flush(): Promise<void> {
    if (!this.#moved) return;
    const { writer, checkpoint, log, position } = this.#options;
    const place = position();
    await writer.flush();
    await saveCheckpoint(checkpoint, log, place);
    this.#moved = false;
  }

  #record(file: string, line: Line, item: TailItem): SpoolRecord {
    const hash = sha256(line.bytes);
    const place = { file, line: 0, offset: line.offset, length: line.length, tag: hash.slice(0, TAG) };
    if (item.kind === "event") {
      const written = (item.at.written ?? item.at.event) as JsonObject;
      const event = this.#options.redactor.json(written, `line ${item.at.line}`) as JsonObject;
      return { kind: "event", ...place, line: item.at.line, event };
    }
    if (item.kind === "gap") return { ...item.gap, kind: "gap", gap: item.gap.kind };
    const { kind, message, line: number } = item.problem;
    return {
      kind: "malformed",
      ...place,
      line: number,
      sha256: hash,
      problem: kind === "gap" ? "broken" : kind,
      message,
    };
  }

  #clean(record: UploadRecord): UploadRecord {
    const { name, id } = record;
    const { redactor } = this.#options;
    return {
      ...record,
      id: redactor.text(id),
      ...(name === undefined ? {} : { name: redactor.text(name, "name of an upload") }),
    };
  }
}
