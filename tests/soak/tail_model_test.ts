/**
 * Random lives of a log, and of a tail that is stopped, crashes and goes on: what the spool gives is what was
 * written, less what a gap covers, once and in order. One file, though long: every move of the log needs its word in
 * the model of what must come out, and both are read side by side.
 */
import assert from "node:assert/strict";
import {
  appendFile,
  copyFile,
  mkdtemp,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { trimmedBy } from "../../lib/events/trim_marker.ts";
import { findCut } from "../../lib/record/prune/trim.ts";
import { loadCheckpoint, saveCheckpoint } from "../../lib/record/tail/checkpoint.ts";
import { Follower } from "../../lib/record/tail/follower.ts";
import type { Chunk } from "../../lib/record/tail/types.ts";
import { Spooler } from "../../lib/record/tail/spooler.ts";
import { linesOf } from "../../lib/record/tail/tail.ts";
import { createRedactor } from "../../lib/redact/redactor.ts";
import { readSpool } from "../../lib/spool/reader.ts";
import { SpoolWriter } from "../../lib/spool/writer.ts";
import { rounds } from "./counts.ts";

const OPERATIONS = [
  "append",
  "append many",
  "half",
  "rest",
  "broken",
  "rotate",
  "copytruncate",
  "truncate",
  "delete",
  "recreate",
  "trim",
  "look",
  "stop",
  "crash before flush",
  "crash before checkpoint",
] as const;
type Operation = (typeof OPERATIONS)[number];

/** Rotated files that are kept. */
const KEPT = 3;

/** The log and who writes it. */
class Log {
  readonly path: string;
  /** Ids of all whole lines, in order. */
  readonly written: number[] = [];
  /** Ids of lines that nobody can know of. */
  readonly excused = new Set<number>();
  /** Ids of whole lines that are in the log itself now. */
  present: number[] = [];
  #half: { id: number; rest: string } | undefined;
  #next = 0;
  /** Ids of lines that were trimmed away: the first line of the log says so, as long as there is the log. */
  #cut: number[] = [];
  /** Nobody saw a whole line in the log since it was new or empty. */
  #unseen = true;

  /** How often a file was rotated away under a number that counts upwards. */
  #rotations = 0;
  readonly #upwards: boolean;

  /** @param upwards rotated files keep their number, and the next one gets a higher one */
  constructor(path: string, upwards = false) {
    this.path = path;
    this.#upwards = upwards;
  }

  async append(count: number): Promise<void> {
    await this.rest();
    let text = "";
    for (let index = 0; index < count; index++) {
      const id = this.#next++;
      text += line(id);
      this.#wrote(id);
    }
    await appendFile(this.path, text);
  }

  async half(): Promise<void> {
    await this.rest();
    const id = this.#next++;
    const text = line(id);
    const cut = 1 + (id * 7) % (text.length - 1);
    await appendFile(this.path, text.slice(0, cut));
    this.#half = { id, rest: text.slice(cut) };
  }

  async rest(): Promise<void> {
    if (this.#half === undefined) return;
    await appendFile(this.path, this.#half.rest);
    this.#wrote(this.#half.id);
    this.#half = undefined;
  }

  async broken(): Promise<void> {
    await this.rest();
    await appendFile(this.path, '{"id":\n\n');
  }

  async rotate(): Promise<void> {
    if (!await exists(this.path)) return;
    await rename(this.path, await this.#rotated());
    await this.#tick();
    this.#fresh();
  }

  async copytruncate(): Promise<void> {
    if (!await exists(this.path)) return;
    await this.#tick();
    await copyFile(this.path, await this.#rotated());
    await this.#tick();
    await truncate(this.path);
    this.#fresh();
  }

  /** Cuts about the first half away, as `record prune` does. */
  async trim(): Promise<void> {
    const bytes = await readFile(this.path).catch(() => undefined);
    if (bytes === undefined) return;
    const cut = await findCut({ path: this.path, packing: "plain" }, -Infinity, bytes.length / 2, new Date());
    if (cut === undefined) return;
    const kept = bytes.subarray(cut.skip);
    await writeFile(`${this.path}-new`, new Uint8Array([...cut.marker, ...kept]));
    await rename(`${this.path}-new`, this.path);
    const text = kept.toString();
    const gone = this.present.filter((id) => !text.includes(line(id)));
    this.present = this.present.filter((id) => !gone.includes(id));
    this.#cut.push(...gone);
  }

  /** The tail looked at all there is, and remembers it. */
  looked(): void {
    if (this.present.length > 0) this.#unseen = false;
  }

  async truncate(): Promise<void> {
    this.#forget();
    await truncate(this.path).catch(() => {});
    this.#fresh();
  }

  async delete(): Promise<void> {
    this.#forget();
    await rm(this.path, { force: true });
    this.#fresh();
  }

  /** Where the log is rotated to. */
  async #rotated(): Promise<string> {
    if (this.#upwards) return `${this.path}.${++this.#rotations}`;
    await this.#shift();
    return `${this.path}.1`;
  }

  /** Only the times tell the order of files whose numbers count upwards: lets the file system's clock go on. */
  async #tick(): Promise<void> {
    if (!this.#upwards) return;
    const probe = `${this.path}-clock`;
    const now = async () => {
      await writeFile(probe, "");
      return (await stat(probe, { bigint: true })).mtimeNs;
    };
    const before = await now();
    while (await now() === before);
    await rm(probe);
  }

  async #shift(): Promise<void> {
    await rm(`${this.path}.${KEPT}`, { force: true });
    for (let number = KEPT - 1; number > 0; number--) {
      await rename(`${this.path}.${number}`, `${this.path}.${number + 1}`).catch(() => {});
    }
  }

  #wrote(id: number): void {
    this.written.push(id);
    this.present.push(id);
  }

  /** A file that came and went between two looks leaves no trace: nobody can know of its lines. */
  #forget(): void {
    if (this.#unseen) [...this.#cut, ...this.present].forEach((id) => this.excused.add(id));
  }

  #fresh(): void {
    this.#unseen = true;
    this.#half = undefined;
    this.present = [];
    this.#cut = [];
  }
}

/** Lines of very different lengths; the ids make each one unique. */
function line(id: number): string {
  const timestamp = new Date(id * 1000).toISOString();
  return JSON.stringify({ id: String(id), stage: "note", timestamp, text: "x".repeat((id * 37) % 400) }) +
    "\n";
}

/** A tail that can be stopped and killed. */
class Tail {
  readonly #log: string;
  readonly #spool: string;
  readonly #checkpoint: string;
  #chunks: AsyncGenerator<Chunk> | undefined;
  #spooler: Spooler | undefined;
  #writer: SpoolWriter | undefined;

  constructor(log: string, spool: string) {
    this.#log = log;
    this.#spool = spool;
    this.#checkpoint = join(spool, "checkpoint.json");
  }

  /** Reads all that is there. */
  async look(end: "flush" | "keep" | "no checkpoint" = "flush"): Promise<void> {
    if (this.#chunks === undefined) await this.#start();
    for (;;) {
      const { value: chunk } = await this.#chunks?.next() ?? {};
      if (chunk === undefined) throw new Error("the tail ended");
      if (chunk.kind === "idle") break;
      if (chunk.kind === "gap") this.#spooler?.gap(chunk.gap);
      else for (const one of linesOf(chunk)) await this.#spooler?.line(chunk.file, one.line, one.number);
    }
    if (end === "flush") await this.#spooler?.flush();
    if (end === "no checkpoint") await this.#writer?.flush();
  }

  /** Ends without writing anything more. */
  async kill(): Promise<void> {
    await this.#chunks?.return(undefined);
    const writer = this.#writer;
    this.#chunks = undefined;
    this.#writer = undefined;
    // What waits is dropped, as when the process dies.
    await writer?.abandon();
  }

  async #start(): Promise<void> {
    const from = await loadCheckpoint(this.#checkpoint, this.#log) ?? "start";
    const writer = await SpoolWriter.open(this.#spool, { version: 1, log: this.#log });
    const follower = new Follower({
      log: this.#log,
      follow: true,
      from,
      rotated: true,
      watcher: { changed: () => Promise.resolve(), close: () => {} },
    });
    this.#spooler = new Spooler({
      writer,
      redactor: createRedactor(),
      log: this.#log,
      checkpoint: this.#checkpoint,
      position: () => follower.position(),
    });
    this.#writer = writer;
    this.#chunks = follower.chunks();
  }
}

async function run(operations: readonly Operation[], upwards = false): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tail-model-"));
  const log = new Log(join(folder, "profile.events.jsonl"), upwards);
  const spool = join(folder, "spool");
  const tail = new Tail(log.path, spool);
  try {
    // What came and went before the first look is nobody's to know.
    for (
      const operation of [
        "append",
        "look",
        ...operations,
        "rest",
        "look",
        "stop",
        "append",
        "look",
        "stop",
      ] as const
    ) {
      await perform(operation, log, tail);
      if (operation === "look" || operation === "stop") log.looked();
    }
    await check(log, spool);
  } finally {
    await tail.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

async function perform(operation: Operation, log: Log, tail: Tail): Promise<void> {
  switch (operation) {
    case "append":
      return await log.append(1);
    case "append many":
      return await log.append(7);
    case "recreate":
      await log.delete();
      return await log.append(2);
    case "look":
      return await tail.look();
    case "stop":
      await tail.look();
      return await tail.kill();
    case "crash before flush":
      await tail.look("keep");
      return await tail.kill();
    case "crash before checkpoint":
      await tail.look("no checkpoint");
      return await tail.kill();
    default:
      return await log[operation]();
  }
}

/** Every line once, in order; between two lines that do not follow each other there is a gap. */
async function check(log: Log, spool: string): Promise<void> {
  const rank = new Map(log.written.map((id, index) => [id, index]));
  let last = -1;
  let covered = false;
  const seen = new Set<number>();
  for await (const record of readSpool(spool)) {
    if (record.kind === "gap" && record.lost === "possible") covered = true;
    if (record.kind !== "event") continue;
    if (trimmedBy(record.event) !== undefined) {
      covered = true;
      continue;
    }
    const id = Number(record.event["id"]);
    const index = rank.get(id);
    assert.ok(index !== undefined, `line ${id} was never written whole`);
    assert.ok(index > last, `line ${id} came again, or out of order`);
    const missing = log.written.slice(last + 1, index).filter((one) => !log.excused.has(one));
    assert.ok(missing.length === 0 || covered, `lines ${missing.join()} are missing without a gap`);
    last = index;
    covered = false;
    seen.add(id);
  }
  for (const id of log.present) assert.ok(seen.has(id), `line ${id} is in the log and was not read`);
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(() => true, () => false);
}

test("the spool of a tail holds what was written, less what a gap covers, once and in order", async () => {
  // What the property found too seldom by chance.
  await run(["stop", "truncate", "append", "crash before checkpoint", "append", "trim"]);
  const count = rounds(5000);
  let destroyed = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...OPERATIONS), { maxLength: 24 }), async (operations) => {
      if (operations.some((one) => ["truncate", "delete", "copytruncate", "recreate"].includes(one))) {
        destroyed++;
      }
      await run(operations);
    }),
    { numRuns: count },
  );
  console.log(`tail model: ${count} sequences, ${destroyed} of them destroy something`);
});

test("a log rotated by renaming and by copying, with numbers that count upwards, is read once", async () => {
  const mixture = [
    "append",
    "append many",
    "half",
    "rotate",
    "copytruncate",
    "look",
    "look",
    "stop",
  ] as const;
  // What the property found too seldom by chance.
  await run(["rotate", "append many", "look", "copytruncate", "append", "look", "append", "look"], true);
  await run(["rotate", "append many", "copytruncate", "append", "look", "stop", "rotate", "append"], true);
  await run(["copytruncate", "look", "append", "rotate", "append", "rotate"], true);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...mixture), { maxLength: 24 }),
      (operations) => run(operations, true),
    ),
    { numRuns: rounds(2500) },
  );
});

test("a log that is trimmed goes on where it was, and loses only what nobody had read", async () => {
  const mixture = [
    "append",
    "append many",
    "half",
    "broken",
    "trim",
    "look",
    "stop",
    "crash before flush",
  ] as const;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...mixture), { maxLength: 24 }),
      (operations) => run(operations),
    ),
    { numRuns: rounds(2500) },
  );
});

test("a torn last record of a spool is cut off, and its line is read again", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tail-model-"));
  try {
    const log = new Log(join(folder, "profile.events.jsonl"));
    const spool = join(folder, "spool");
    const tail = new Tail(log.path, spool);
    await log.append(3);
    await tail.look("flush");
    const before = await loadCheckpoint(join(spool, "checkpoint.json"), log.path);
    await log.append(2);
    await tail.look("no checkpoint");
    await tail.kill();
    const segment = join(spool, "segments", "000001.jsonl");
    await truncate(segment, (await stat(segment)).size - 10);
    await saveCheckpoint(join(spool, "checkpoint.json"), log.path, before);
    await tail.look();
    await tail.kill();
    await check(log, spool);
    await writeFile(join(spool, "checkpoint.json"), "{");
    await assert.rejects(tail.look(), /checkpoint is damaged/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
