/**
 * Recordings of our own: what the proxy saw or a HAR holds, as audit logs with full values, one folder for each
 * run: `<out>/runs/<run id>/_logs/profile.events.jsonl`, and bytes by hash in `bodies/` beside it.
 */
import { join } from "node:path";
import { isPlainName } from "../files/safe_path.ts";
import { AUDIT_BODIES, AUDIT_LOG, type AuditEvent } from "../model/event.ts";
import { isObject, type JsonValue } from "../model/json.ts";
import { cleanFileName } from "../redact/file_name.ts";
import { REDACTED } from "../redact/marks.ts";
import type { Redactor } from "../redact/redactor.ts";
import { BodyStore } from "./bodies.ts";
import { type Disk, nodeDisk, writeError } from "./disk.ts";
import { cleanseLog } from "./cleanse.ts";
import { eventKey } from "./event_keys.ts";
import { eventsOf, startedJobs } from "./events_of.ts";
import { openScratch, whileAlone } from "./leftovers.ts";
import { appendLedger, redactionEntries } from "./ledger_file.ts";
import { LogWriter } from "./log_writer.ts";
import { RunFinder } from "./run_finder.ts";
import type { SeenExchange } from "./types.ts";

/** How to record. */
export interface RecordingOptions {
  redactor: Redactor;
  /** Who records; each event says so. */
  recorder: "proxy" | "har";
  limits?: {
    /** Longest text of an answer that is kept, bytes; default 64 KiB. */
    answer?: number;
  };
  /** Clock, milliseconds since 1970. */
  now?: () => number;
  /** For tests: where to write. */
  disk?: Disk;
  /** Told what a session that was killed left behind. */
  onNotice?: (text: string) => void;
}

/** What became of an exchange. */
export type Added = { kept: true; runId: string; config?: string } | { kept: false; reason: string };

/** The run of an exchange, with the run's folder. */
export interface Place {
  runId: string;
  dir: string;
}

/** One run of a recording. */
export interface RecordedRun {
  id: string;
  config?: string;
  /** Lines written. */
  events: number;
  /** The run's folder, which `assemble` takes. */
  dir: string;
}

/** A recording that is being written. */
export interface Recording {
  /** Bytes of uploads; put them first, then add the exchange that names their hash. */
  readonly bodies: BodyStore;
  /**
   * Writes an exchange into the log of its run. Its lines are in the log, whole, when this returns; several calls
   * at a time keep their order.
   *
   * @param written keys ({@link eventKey}) of events that the log of a run holds already, by run id: these are left out
   * @throws ProfileError unavailable when the disk does not take it
   */
  add(exchange: SeenExchange, written?: ReadonlyMap<string, ReadonlySet<string>>): Promise<Added>;
  /** Where `add` would write an exchange; undefined when it belongs to no run. Jobs that it starts are known then. */
  place(exchange: SeenExchange): Place | undefined;
  /**
   * Learns the secrets of an exchange (cookies, tokens, passwords), so that the same characters are replaced
   * wherever they come later. `add` does so itself; for exchanges that are not kept.
   */
  learn(exchange: SeenExchange): void;
  runs(): RecordedRun[];
  /** Exchanges that were not kept, by reason. */
  left(): ReadonlyMap<string, number>;
  /** How many secrets were taken out of the lines so far. */
  redactions(): number;
  /**
   * Takes what became known late out of the earlier lines, notes in each run's ledger what was taken out, and removes
   * what is only needed while recording.
   *
   * @throws ProfileError unavailable when the disk does not take it
   */
  close(): Promise<void>;
  /** Frees what is open, for a recording that is thrown away. */
  discard(): Promise<void>;
}

const ANSWER_LIMIT = 64 * 1024;
/** Headers whose values are credentials. */
const CREDENTIALS = /cookie|authorization|token|csrf|xsrf|api-?key|secret|session/i;
/** Most header values that are remembered as learned. */
const MOST_LEARNED = 1000;
const LONGEST_NAME = 200;
/** A log that is redacted again may make something known, too. */
const MOST_ROUNDS = 3;

/**
 * Opens a recording below a folder, which is made when it is not there; logs in it are continued.
 *
 * @param out the folder
 * @throws ProfileError when nothing can be written there
 * @example
 * ```ts
 * import { createRedactor } from "../redact/redactor.ts";
 * import { openRecording } from "./store.ts";
 * const recording = await openRecording("session", { redactor: createRedactor(), recorder: "proxy" });
 * ```
 */
export async function openRecording(out: string, options: RecordingOptions): Promise<Recording> {
  const scratch = await openScratch(out, options.onNotice);
  const disk = options.disk ?? nodeDisk;
  return new FolderRecording(out, scratch, options, disk, new BodyStore(scratch, options.redactor, disk));
}

interface OpenRun extends RecordedRun {
  log: LogWriter;
  /** Counts what is taken out of the run's lines. */
  redactor: Redactor;
}

class FolderRecording implements Recording {
  readonly bodies: BodyStore;
  readonly #out: string;
  readonly #scratch: string;
  readonly #options: RecordingOptions;
  readonly #disk: Disk;
  readonly #finder = new RunFinder();
  readonly #runs = new Map<string, OpenRun>();
  readonly #learned = new Set<string>();
  /** Names of sessions, as they are written. */
  readonly #sessions = new Map<string, string>();
  readonly #runIds = new Map<string, string>();
  readonly #left = new Map<string, number>();
  /** What the redactor knew before the first line. */
  #learnedBefore: number | undefined;
  #closed = false;
  /** The disk did not take a line. */
  #failed = false;

  constructor(out: string, scratch: string, options: RecordingOptions, disk: Disk, bodies: BodyStore) {
    this.#out = out;
    this.#scratch = scratch;
    this.#options = options;
    this.#disk = disk;
    this.bodies = bodies;
  }

  place(exchange: SeenExchange): Place | undefined {
    const found = this.#finder.find(exchange);
    const name = found === undefined ? undefined : folderName(found.id);
    if (found === undefined || name === undefined) return undefined;
    this.#finder.learn(found, startedJobs(exchange));
    return { runId: found.id, dir: this.#dirOf(name) };
  }

  async add(
    exchange: SeenExchange,
    written: ReadonlyMap<string, ReadonlySet<string>> = new Map(),
  ): Promise<Added> {
    this.#learnHeaders(exchange);
    const found = this.#finder.find(exchange);
    if (found === undefined) return this.#leave("belongs to no run");
    const id = this.#runId(found.id);
    const name = folderName(id);
    if (name === undefined) return this.#leave("has a run id that cannot be the name of a folder");
    const run = this.#run(name, id);
    if (found.config !== undefined) run.config ??= found.config;
    this.#finder.learn(found, startedJobs(exchange));
    this.#learnedBefore ??= this.#options.redactor.learned;
    const seen = this.#withMarks(this.#withSession(exchange), run.redactor);
    const events = eventsOf(seen, { ...found, ...(run.config === undefined ? {} : { config: run.config }) }, {
      recorder: this.#options.recorder,
      limit: this.#options.limits?.answer ?? ANSWER_LIMIT,
      now: (this.#options.now ?? Date.now)(),
    });
    const known = written.get(found.id);
    const lines = events.map((event) => clean(event, run))
      .filter((event) => known?.has(eventKey(event)) !== true)
      .map((event) => `${JSON.stringify(event)}\n`).join("");
    const hashes = hashesOf(seen);
    await run.log.append(
      lines,
      hashes.length === 0 ? undefined : async () => {
        for (const hash of hashes) await this.bodies.linkTo(hash, join(run.dir, AUDIT_BODIES));
      },
    ).catch((error: unknown) => {
      this.#failed = true;
      throw error;
    });
    run.events += events.length;
    return { kept: true, runId: id, ...(run.config === undefined ? {} : { config: run.config }) };
  }

  learn({ headers, body, answer }: SeenExchange): void {
    const { redactor } = this.#options;
    this.#learnHeaders({ headers, ...(answer === undefined ? {} : { answer }) });
    if (body.kind === "json" || body.kind === "text") redactor.text(body.text, "bodies");
    if (body.kind === "form") redactor.json(body.parts as JsonValue, "bodies");
    if (answer?.text !== undefined) redactor.text(answer.text, "bodies");
  }

  runs(): RecordedRun[] {
    return [...this.#runs.values()].filter(({ events }) => events > 0).map((
      { log: _, redactor: __, ...run },
    ) => run);
  }

  left(): ReadonlyMap<string, number> {
    return this.#left;
  }

  redactions(): number {
    return [...this.#runs.values()].flatMap(({ redactor }) => redactor.redactions())
      .reduce((sum, { count }) => sum + count, 0);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const runs = [...this.#runs.values()];
    try {
      for (const { log } of runs) await log.close();
      await this.#finish(runs.filter(({ events }) => events > 0));
    } catch (error) {
      const told = writeError(this.#out, error);
      // Who records was told of a disk that takes nothing; how the session ended must not be lost for it.
      if (!this.#failed) throw told;
      this.#options.onNotice?.(
        `${told.message}; what became known late may stand in lines written before, and the ledger may lack entries`,
      );
    } finally {
      await this.bodies.close();
    }
  }

  async discard(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const { log } of this.#runs.values()) await log.close();
    await this.bodies.close();
  }

  async #finish(runs: readonly OpenRun[]): Promise<void> {
    await this.#cleanse(runs);
    const now = (this.#options.now ?? Date.now)();
    for (const { dir, redactor } of runs) {
      await appendLedger(join(dir, AUDIT_LOG), redactionEntries(redactor, now), this.#options.redactor);
    }
  }

  /** What became known while recording is taken out of the lines that were written before. */
  async #cleanse(runs: readonly OpenRun[]): Promise<void> {
    const { redactor, onNotice } = this.#options;
    if (runs.length === 0 || redactor.learned === this.#learnedBefore) return;
    const done = await whileAlone(this.#out, this.#scratch, async () => {
      let known;
      for (let round = 0; round < MOST_ROUNDS && known !== redactor.learned; round++) {
        known = redactor.learned;
        for (const run of runs) await cleanseLog(join(run.dir, AUDIT_LOG), run.redactor);
      }
    });
    if (done) return;
    onNotice?.(
      "another session records into the same folder, so what became known late stays in lines written before",
    );
  }

  #learnHeaders({ headers, answer }: Pick<SeenExchange, "headers" | "answer">): void {
    for (const [name, value] of [...headers, ...answer?.headers ?? []]) {
      if (!CREDENTIALS.test(name) || this.#learned.has(value)) continue;
      if (this.#learned.size >= MOST_LEARNED) this.#learned.clear();
      this.#learned.add(value);
      this.#options.redactor.json({ [name]: value }, "headers");
    }
  }

  /** A run may be called like a person. What was once decided stays, whoever becomes known later. */
  #runId(id: string): string {
    let clean = this.#runIds.get(id);
    if (clean === undefined) {
      clean = this.#options.redactor.text(id, "runs");
      if (this.#runIds.size >= MOST_LEARNED) this.#runIds.clear();
      this.#runIds.set(id, clean);
    }
    return clean;
  }

  #leave(reason: string): Added {
    this.#left.set(reason, (this.#left.get(reason) ?? 0) + 1);
    return { kept: false, reason };
  }

  #run(name: string, id: string): OpenRun {
    const known = this.#runs.get(name);
    if (known !== undefined) return known;
    const dir = this.#dirOf(name);
    const log = new LogWriter(join(dir, AUDIT_LOG), this.#disk);
    const run: OpenRun = { id, events: 0, dir, log, redactor: this.#options.redactor.share() };
    this.#runs.set(name, run);
    return run;
  }

  #dirOf(name: string): string {
    return join(this.#out, "runs", name);
  }

  /** Files whose secrets were taken out say so, and keep a name that a server takes. */
  #withMarks(exchange: SeenExchange, redactor: Redactor): SeenExchange {
    const { body } = exchange;
    if (body.kind !== "form") return exchange;
    const parts = body.parts.map((part) => ({
      ...part,
      ...(part.filename === undefined ? {} : { filename: cleanFileName(part.filename, redactor) }),
      ...(part.sha256 !== undefined && this.bodies.stored(part.sha256)?.redacted === true
        ? { redacted: true as const }
        : {}),
    }));
    return { ...exchange, body: { ...body, parts } };
  }

  /** One name for the session, whichever key it stands under; found once, as every event carries it. */
  #withSession(exchange: SeenExchange): SeenExchange {
    const { session } = exchange;
    let id = this.#sessions.get(session.id);
    if (id === undefined) {
      const clean = this.#options.redactor.json({ sessionId: session.id }, "sessions");
      id = isObject(clean) ? String(clean["sessionId"]) : REDACTED;
      if (this.#sessions.size >= MOST_LEARNED) this.#sessions.clear();
      this.#sessions.set(session.id, id);
    }
    return { ...exchange, session: { ...session, id } };
  }
}

function clean(event: AuditEvent, { redactor }: OpenRun): JsonValue {
  return redactor.json(event as JsonValue, "events");
}

function hashesOf({ body }: SeenExchange): string[] {
  if (body.kind === "bytes") return [body.sha256];
  if (body.kind !== "form") return [];
  return body.parts.map(({ sha256 }) => sha256).filter((hash) => hash !== undefined);
}

/** The run's folder: its id, encoded where it could not be a name. */
function folderName(id: string): string | undefined {
  const name = isPlainName(id) ? id : encodeURIComponent(id);
  return isPlainName(name) && !name.startsWith(".") && name.length <= LONGEST_NAME ? name : undefined;
}
