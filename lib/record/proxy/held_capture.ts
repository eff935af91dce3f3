/**
 * The exchanges of a capture that is not confirmed yet. They lie redacted in `<out>/.capture-<id>/`, so that a crash
 * loses nothing, and come into the logs of their runs only as the dialog leaves them.
 */
import { appendFile, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { appendFileSync, createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { dirname, join } from "node:path";
import { writeAtomic } from "../../files/atomic.ts";
import { mayBeAtWork, parseOwner, thisProcess } from "../../files/owner.ts";
import { exists } from "../../files/safe_path.ts";
import { isObject, type JsonValue, parseJson } from "../../model/json.ts";
import { cleanFileName } from "../../redact/file_name.ts";
import type { BodyPart } from "../../model/event.ts";
import type { Redactor } from "../../redact/redactor.ts";
import type { BodyStore, StoredBody } from "../../recording/bodies.ts";
import { safeRequestHeaders, safeResponseHeaders } from "../../recording/headers.ts";
import { writeError } from "../../recording/disk.ts";
import type { HeaderList, SeenBody, SeenExchange } from "../../recording/types.ts";
import { type Decision, Review } from "./review.ts";

const EXCHANGES = "exchanges.jsonl";
/** What the dialog decided so far, without the values. */
const REVIEW = "review.jsonl";
const ABOUT = "capture.json";
const OWNER = "owner.json";
/** There from the moment on at which the logs of runs may hold parts of the capture. */
const SETTLING = "settling.json";
const FOLDER = /^\.capture-([\w-]+)$/;
/** What a capture's folder is called once it is in the logs. */
const DONE = ".done-";

/** What is known of a capture beside its exchanges. */
export interface CaptureAbout {
  id: string;
  slug: string;
  notes: string;
  startedAt: number;
  endedAt?: number;
  session: string;
  startedBy?: string;
}

/** A capture that is open or waits for its confirmation. */
export class HeldCapture {
  about: CaptureAbout;
  readonly folder: string;
  readonly #bodies: BodyStore;
  readonly #redactor: Redactor;
  /** Bytes of an earlier session in the store of this one, by their hash in that. */
  readonly #restored = new Map<string, StoredBody>();

  private constructor(out: string, about: CaptureAbout, bodies: BodyStore, redactor: Redactor) {
    this.about = about;
    this.folder = join(out, `.capture-${about.id}`);
    this.#bodies = bodies;
    this.#redactor = redactor;
  }

  /** @throws the system's error when the folder cannot be made */
  static async begin(
    out: string,
    about: CaptureAbout,
    bodies: BodyStore,
    redactor: Redactor,
  ): Promise<HeldCapture> {
    const held = new HeldCapture(out, about, bodies, redactor);
    await mkdir(held.folder, { mode: 0o700 });
    await writeAtomic(join(held.folder, OWNER), JSON.stringify(await thisProcess()), { flush: false });
    await held.describe({});
    return held;
  }

  /** Captures that an earlier session left behind, oldest first. */
  static async leftIn(out: string, bodies: BodyStore, redactor: Redactor): Promise<HeldCapture[]> {
    const found: HeldCapture[] = [];
    for (const name of await readdir(out).catch(() => [])) {
      if (name.startsWith(DONE)) await rm(join(out, name), { recursive: true, force: true });
      const id = FOLDER.exec(name)?.[1];
      if (id === undefined) continue;
      const text = await readFile(join(out, name, ABOUT), "utf8").catch(() => "");
      const owner = parseOwner(await readFile(join(out, name, OWNER), "utf8").catch(() => ""));
      // Another session may be at work in the same folder.
      if (owner !== undefined && await mayBeAtWork(owner, await thisProcess(), Date.now())) continue;
      found.push(new HeldCapture(out, aboutOf(parseJson(text), id), bodies, redactor));
    }
    return found.sort((a, b) => a.about.startedAt - b.about.startedAt);
  }

  /** Changes what is known, on the disk too. */
  async describe(change: Partial<CaptureAbout>): Promise<void> {
    this.about = { ...this.about, ...change };
    const clean = this.#redactor.json({ ...this.about } as JsonValue, "capture");
    await writeAtomic(join(this.folder, ABOUT), `${JSON.stringify(clean)}\n`, { mode: 0o600, flush: false });
  }

  /** Keeps an exchange. @returns it as it was kept: redacted */
  async add(exchange: SeenExchange): Promise<SeenExchange> {
    const clean = this.#withMarks(cleanExchange(exchange, this.#redactor));
    // Bytes first: a line never names what is not there.
    for (const hash of hashesOf(clean.body)) await this.#bodies.linkTo(hash, join(this.folder, "bodies"));
    await appendFile(join(this.folder, EXCHANGES), `${JSON.stringify(clean)}\n`, { mode: 0o600 });
    return clean;
  }

  /** Keeps a decision of the dialog. @throws ProfileError when the disk does not take it */
  note(decision: Decision): void {
    const path = join(this.folder, REVIEW);
    try {
      // It begins with a line end, so that a torn line before it damages nothing.
      appendFileSync(path, `\n${JSON.stringify(decision)}\n`, { mode: 0o600 });
    } catch (error) {
      throw writeError(path, error);
    }
  }

  /** The dialog as an earlier session left it; a capture that was open ends with its last exchange. */
  async reopen(): Promise<Review> {
    const review = new Review();
    const known = new Set<string>();
    let [from, to] = [Infinity, this.about.startedAt];
    for await (const exchange of this.exchanges()) {
      if (exchange.captureId !== this.about.id) continue;
      review.add(exchange);
      known.add(exchange.id);
      from = Math.min(from, exchange.startedAt);
      to = Math.max(to, exchange.startedAt + exchange.durationMs);
    }
    const text = await readFile(join(this.folder, REVIEW), "utf8").catch(() => "");
    for (const line of text.split("\n")) {
      const decision = decisionOf(parseJson(line));
      // A decision on a step that the crash took has nothing to decide on.
      if (decision !== undefined && known.has(decision.step)) review.decide(decision);
    }
    // Without a beginning, which a crash may take, the first exchange is the beginning.
    const startedAt = this.about.startedAt === 0 && from !== Infinity ? from : this.about.startedAt;
    if (this.about.endedAt === undefined) await this.describe({ startedAt, endedAt: Math.ceil(to) });
    return review;
  }

  /** The kept exchanges, in their order; bytes of an earlier session are put into the store of this one. */
  async *exchanges(): AsyncGenerator<SeenExchange> {
    const path = join(this.folder, EXCHANGES);
    if (!await exists(path)) return;
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      const exchange = parseJson(line);
      // The last line may be torn by a crash.
      if (!isObject(exchange)) continue;
      const seen = exchange as unknown as SeenExchange;
      yield { ...seen, body: await this.#restore(seen.body) };
    }
  }

  /** Files whose secrets were taken out say so: after a crash nobody knows it any more. */
  #withMarks(exchange: SeenExchange): SeenExchange {
    const { body } = exchange;
    if (body.kind !== "form") return exchange;
    const parts = body.parts.map((part) =>
      part.sha256 !== undefined && this.#bodies.stored(part.sha256)?.redacted === true
        ? { ...part, redacted: true as const }
        : part
    );
    return { ...exchange, body: { ...body, parts } };
  }

  /**
   * Notes on the disk that the capture comes into the logs from now on.
   *
   * @param now ms since 1970
   * @returns when that began, and whether an earlier attempt may have written parts of it
   */
  async settling(now: number): Promise<{ at: number; again: boolean }> {
    const path = join(this.folder, SETTLING);
    const text = await readFile(path, "utf8").catch(() => undefined);
    if (text !== undefined) {
      const note = parseJson(text);
      const at = isObject(note) ? note["at"] : undefined;
      return { at: typeof at === "number" ? at : now, again: true };
    }
    await writeAtomic(path, `${JSON.stringify({ at: now })}\n`, { mode: 0o600, flush: false });
    return { at: now, again: false };
  }

  /** The capture is in the logs, or was given up. */
  async remove(): Promise<void> {
    const done = join(dirname(this.folder), `${DONE}${this.about.id}`);
    await rename(this.folder, done);
    await rm(done, { recursive: true, force: true });
  }

  /** The body with its bytes in the store, by the hash that they have there. */
  async #restore(body: SeenBody): Promise<SeenBody> {
    if (body.kind === "form") {
      const parts: BodyPart[] = [];
      for (const part of body.parts) {
        const { sha256, ...plain } = part;
        const stored = sha256 === undefined ? undefined : await this.#restoreBytes(sha256);
        // The server's own recorder tells of files without bytes in the same way.
        parts.push(stored === undefined ? plain : { ...part, sha256: stored.sha256, size: stored.size });
      }
      return { ...body, parts };
    }
    if (body.kind !== "bytes") return body;
    const stored = await this.#restoreBytes(body.sha256);
    if (stored !== undefined) return { ...body, sha256: stored.sha256, size: stored.size };
    const { type, size } = body;
    return { kind: "lost", reason: "its bytes were lost", size, ...(type === undefined ? {} : { type }) };
  }

  /** They are redacted once more on their way, by what was learned since, so the hash may change. */
  async #restoreBytes(hash: string): Promise<StoredBody | undefined> {
    const known = this.#restored.get(hash) ?? this.#bodies.stored(hash);
    if (known !== undefined) return known;
    const path = join(this.folder, "bodies", hash);
    if (!await exists(path)) return undefined;
    const stored = await this.#bodies.put(createReadStream(path));
    this.#restored.set(hash, stored);
    return stored;
  }
}

/** An exchange as it may lie on the disk. */
export function cleanExchange(exchange: SeenExchange, redactor: Redactor): SeenExchange {
  const where = `exchange ${exchange.id}`;
  const { answer } = exchange;
  return {
    ...exchange,
    path: redactor.text(exchange.path, where),
    ...(exchange.runId === undefined ? {} : { runId: redactor.text(exchange.runId, where) }),
    headers: cleanHeaders(safeRequestHeaders(exchange.headers), redactor, where),
    body: cleanBody(exchange.body, redactor, where),
    ...(exchange.failure === undefined ? {} : { failure: redactor.text(exchange.failure, where) }),
    ...(answer === undefined ? {} : {
      answer: {
        ...answer,
        headers: cleanHeaders(safeResponseHeaders(answer.headers), redactor, where),
        ...(answer.text === undefined ? {} : { text: redactor.text(answer.text, where) }),
      },
    }),
  };
}

function cleanHeaders(headers: Record<string, string>, redactor: Redactor, where: string): HeaderList {
  const clean = redactor.json(headers, where);
  return Object.entries(isObject(clean) ? clean : {}).map(([name, value]) => [name, String(value)]);
}

function cleanBody(body: SeenBody, redactor: Redactor, where: string): SeenBody {
  if (body.kind === "none") return body;
  if (body.kind === "json") return { ...body, text: redactor.text(body.text, where) };
  const typeOf = ({ type }: { type?: string | undefined }) =>
    type === undefined ? {} : { type: redactor.text(type, where) };
  if (body.kind === "text") return { ...body, text: redactor.text(body.text, where), ...typeOf(body) };
  if (body.kind === "lost") return { ...body, reason: redactor.text(body.reason, where), ...typeOf(body) };
  if (body.kind === "bytes") return { ...body, ...typeOf(body) };
  const parts = body.parts.map((part) => {
    const about = {
      name: redactor.text(part.name, where),
      ...(part.filename === undefined ? {} : { filename: cleanFileName(part.filename, redactor) }),
      ...typeOf(part),
    };
    if (part.value === undefined) return { ...part, ...about };
    const clean = redactor.json({ [part.name]: part.value }, where);
    const value = isObject(clean) ? clean[part.name] ?? Object.values(clean)[0] : clean;
    return { ...part, ...about, value: typeof value === "string" ? value : JSON.stringify(value) };
  });
  return { ...body, parts };
}

function hashesOf(body: SeenBody): string[] {
  if (body.kind === "bytes") return [body.sha256];
  return body.kind === "form" ? body.parts.flatMap(({ sha256 }) => sha256 === undefined ? [] : [sha256]) : [];
}

function decisionOf(value: JsonValue | undefined): Decision | undefined {
  if (!isObject(value)) return undefined;
  const { step, field, undo } = value;
  if (typeof step !== "string" || typeof undo !== "boolean") return undefined;
  return { step, undo, ...(typeof field === "string" ? { field } : {}) };
}

/** What can be read of it; the rest is told by the exchanges. */
function aboutOf(value: JsonValue | undefined, id: string): CaptureAbout {
  const about = isObject(value) ? value : {};
  const text = (key: string) => typeof about[key] === "string" ? about[key] : "";
  const time = (key: string) => typeof about[key] === "number" ? about[key] : undefined;
  const endedAt = time("endedAt");
  return {
    id,
    slug: text("slug"),
    notes: text("notes"),
    startedAt: time("startedAt") ?? 0,
    ...(endedAt === undefined ? {} : { endedAt }),
    session: text("session"),
    ...(text("startedBy") === "" ? {} : { startedBy: text("startedBy") }),
  };
}
