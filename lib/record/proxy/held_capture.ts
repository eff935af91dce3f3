/**
 * The exchanges of a capture that is not confirmed yet. They lie redacted in `<out>/.capture-<id>/`, so that a crash
 * loses nothing, and come into the logs of their runs only as the dialog leaves them.
 */
import { appendFile, mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { dirname, join } from "node:path";
import { writeAtomic } from "../../files/atomic.ts";
import { mayBeAtWork, parseOwner, thisProcess } from "../../files/owner.ts";
import { exists } from "../../files/safe_path.ts";
import { isObject, type JsonValue, parseJson } from "../../model/json.ts";
import type { LedgerEntry } from "../../model/ledger.ts";
import { cleanFileName } from "../../redact/file_name.ts";
import type { Redactor } from "../../redact/redactor.ts";
import type { BodyStore } from "../../recording/bodies.ts";
import { safeRequestHeaders, safeResponseHeaders } from "../../recording/headers.ts";
import type { HeaderList, SeenBody, SeenExchange } from "../../recording/types.ts";

const EXCHANGES = "exchanges.jsonl";
/** The exchanges as the dialog left them; there from the moment when it was confirmed. Its first line is the decisions. */
const REVIEWED = "reviewed.jsonl";
const ABOUT = "capture.json";
const OWNER = "owner.json";
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

  /**
   * Keeps what the dialog made of the exchanges. From here on a session that is killed is finished by the next one as
   * it was confirmed.
   */
  async keepReview(
    apply: (exchange: SeenExchange) => SeenExchange | undefined,
    decisions: readonly LedgerEntry[],
  ): Promise<void> {
    const draft = join(this.folder, `${REVIEWED}.part`);
    await rm(draft, { force: true });
    const write = (value: unknown) => appendFile(draft, `${JSON.stringify(value)}\n`, { mode: 0o600 });
    await write(decisions);
    for await (const exchange of this.exchanges()) {
      const kept = apply(exchange);
      if (kept !== undefined) await write(cleanExchange(kept, this.#redactor));
    }
    await rename(draft, join(this.folder, REVIEWED));
  }

  /** What the dialog decided, when it was confirmed. */
  async decisions(): Promise<LedgerEntry[]> {
    const path = join(this.folder, REVIEWED);
    if (!await exists(path)) return [];
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      return parseJson(line) as unknown as LedgerEntry[];
    }
    return [];
  }

  /** The kept exchanges, in their order; bytes of an earlier session are put into the store of this one. */
  async *exchanges(): AsyncGenerator<SeenExchange> {
    const reviewed = join(this.folder, REVIEWED);
    const path = await exists(reviewed) ? reviewed : join(this.folder, EXCHANGES);
    if (!await exists(path)) return;
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      const exchange = parseJson(line);
      // The last line may be torn by a crash; the first of a review is no exchange.
      if (!isObject(exchange)) continue;
      const seen = exchange as unknown as SeenExchange;
      await this.#restore(seen.body);
      yield seen;
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

  /** The capture is in the logs, or was given up. */
  async remove(): Promise<void> {
    const done = join(dirname(this.folder), `${DONE}${this.about.id}`);
    await rename(this.folder, done);
    await rm(done, { recursive: true, force: true });
  }

  async #restore(body: SeenBody): Promise<void> {
    for (const hash of hashesOf(body)) {
      const path = join(this.folder, "bodies", hash);
      if (this.#bodies.stored(hash) === undefined && await stat(path).then(() => true, () => false)) {
        await this.#bodies.put(createReadStream(path));
      }
    }
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
