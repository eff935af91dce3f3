/**
 * Copies uploaded files out of a run directory when the log tells of the upload, before the user replaces them. The
 * server stores every upload of a kind in the same place, so a file is taken only when it is certain to be the one:
 * stored between the request and its answer, by the server's clock, and no other upload of its kind near.
 */
import { stat } from "node:fs/promises";
import { parseEndpoint } from "../../endpoints/parse_endpoint.ts";
import { storedUpload } from "../../endpoints/stored_uploads.ts";
import { taskOf } from "../../endpoints/table.ts";
import { isUsed, UPLOAD_FIELDS, type UploadField } from "../../endpoints/uploads.ts";
import type { Line } from "../../events/line_reader.ts";
import { parseLine } from "../../events/parse_line.ts";
import type { LocatedEvent } from "../../events/types.ts";
import type { AuditEvent } from "../../model/event.ts";
import type { Redactor } from "../../redact/redactor.ts";
import type { UploadRecord } from "../../spool/format.ts";
import type { SpoolWriter } from "../../spool/writer.ts";

/** A copy, or why there is none. */
export type Snapshot = Omit<UploadRecord, "kind" | "file" | "line" | "offset">;

/** Most requests that wait for their answer. */
const MOST_OPEN = 1000;
/** File systems keep times in steps; this much earlier than the request is still the upload, in ms. */
const STEP = 20;

interface Open {
  event: AuditEvent;
  pools: string[];
}

/** Watches for uploads in one log. */
export class Snapshots {
  readonly #runDir: string;
  readonly #writer: SpoolWriter;
  readonly #redactor: Redactor;
  readonly #open = new Map<string, Open>();
  /** Uploads that were announced and whose answer was not looked at yet, by kind. */
  readonly #coming = new Map<string, number>();
  /** When the last upload of a kind ended, by the server's clock. */
  readonly #ended = new Map<string, number>();
  /** Smallest time seen between the browser's clock and the server's, in ms. */
  #skew = Infinity;

  /** @param runDir the run's directory; it is only read */
  constructor(runDir: string, writer: SpoolWriter, redactor: Redactor) {
    this.#runDir = runDir;
    this.#writer = writer;
    this.#redactor = redactor;
  }

  /** Looks ahead: uploads of one kind that come at once cannot be told apart. */
  announce(lines: readonly Line[]): void {
    for (const line of lines) {
      // Most lines are none; this is cheaper than reading them twice.
      if (!line.complete || line.tooLong) continue;
      const item = parseLine(line, 0);
      if (item.kind !== "event") continue;
      this.#noteClock(item.at.event);
      if (item.at.event.stage !== "request") continue;
      for (const { pool } of fieldsOf(item.at.event)) {
        this.#coming.set(pool, (this.#coming.get(pool) ?? 0) + 1);
      }
    }
  }

  /** Copies what the answer to an upload has left in the run directory. */
  async take({ event }: LocatedEvent): Promise<Snapshot[]> {
    const { id, stage } = event;
    if (id === undefined || event.requestMeta?.parts?.some((part) => part.sha256 !== undefined)) return [];
    const key = `${id}\n${event.sessionId ?? ""}`;
    if (stage === "request") {
      const fields = fieldsOf(event);
      if (fields.length > 0 && this.#open.size < MOST_OPEN) {
        this.#open.set(key, { event, pools: fields.map(({ pool }) => pool) });
      }
      return [];
    }
    const open = this.#open.get(key);
    if (open === undefined) return [];
    this.#open.delete(key);
    const alone = new Set(open.pools.filter((pool) => this.#coming.get(pool) === 1));
    for (const pool of open.pools) this.#coming.set(pool, (this.#coming.get(pool) ?? 1) - 1);
    const found: Snapshot[] = [];
    for (const field of stage === "response" && event.ok !== false ? fieldsOf(open.event) : []) {
      const snapshot = await this.#copy(field, id, open.event, event, alone.has(field.pool));
      if (snapshot !== undefined) found.push(snapshot);
    }
    const ended = Date.parse(event.timestamp ?? "") + this.#skew;
    for (const pool of open.pools) this.#ended.set(pool, ended);
    return found;
  }

  async #copy(
    entry: UploadField,
    id: string,
    request: AuditEvent,
    answer: AuditEvent,
    alone: boolean,
  ): Promise<Snapshot | undefined> {
    const field = entry.field.source.replace(/^\^|\$$/g, "");
    const none = (reason: string): Snapshot => ({ id, field, reason });
    if (!alone) {
      return none("another upload of the same kind came at the same time, so neither file is certain");
    }
    const stored = await storedUpload(this.#runDir, entry, request.runId ?? request.run_id ?? "");
    if (stored === undefined) return undefined;
    if (typeof stored === "string") return none(stored);
    const before = await stat(stored.file).catch(() => undefined);
    const began = Date.parse(request.timestamp ?? "") + this.#skew;
    const recorded = Date.parse(answer.received_at ?? "");
    if (before === undefined || Number.isNaN(began + recorded)) {
      return none("the log does not tell when it was stored");
    }
    if (before.mtimeMs < began - STEP) return none("the stored file is older than this upload");
    if (before.mtimeMs < (this.#ended.get(entry.pool) ?? -Infinity) + STEP) {
      return none("another upload of the same kind was under way when the file was stored");
    }
    // Pages send their events in heaps: what was stored behind the answer may be recorded before it.
    const answered = Date.parse(answer.timestamp ?? "") + this.#skew;
    const latest = Number.isNaN(answered) ? recorded : Math.min(recorded, answered);
    if (before.mtimeMs > latest + STEP) return none("the stored file was replaced since this upload");
    const kept = await this.#writer.keep(
      stored.file,
      `upload ${this.#redactor.text(stored.name)}`,
      this.#redactor,
    );
    if (kept === undefined) return none("the stored file changed while it was copied");
    return { id, field, name: stored.name, ...kept };
  }

  /** An event is recorded after it happened, so the smallest difference is nearest to that of the clocks. */
  #noteClock({ timestamp, received_at }: AuditEvent): void {
    const difference = Date.parse(received_at ?? "") - Date.parse(timestamp ?? "");
    if (difference < this.#skew) this.#skew = difference;
  }
}

/** File fields of the task that a request is for, whose file it sends as far as is known. */
function fieldsOf(event: AuditEvent): UploadField[] {
  if (event.method === "GET" || event.requestMeta?.bodyType !== "form-data") return [];
  const { runId, run_id, config } = event;
  const target = parseEndpoint(event.endpoint ?? "", { runId: runId ?? run_id, config });
  const task = target === undefined ? undefined : taskOf(target.area, target.rest);
  const values = event.requestMeta.formValues ?? {};
  const keys = event.requestMeta.formKeys;
  return UPLOAD_FIELDS.filter((entry) =>
    entry.task === task?.name && isUsed(entry, values) !== false &&
    (keys === undefined || keys.some((key) => entry.field.test(key)))
  );
}
