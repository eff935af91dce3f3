/**
 * The audit log of a run, in the shape of WEPPcloud's own recorder but with everything in it: values of bodies,
 * uploads by hash, answers. Credentials never get here: no cookie, no authorization header, no token.
 */
import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { exists } from "../files/safe_path.ts";
import { sha256 } from "../files/hash.ts";
import { writeAtomic } from "../files/atomic.ts";
import { AUDIT_BODIES, AUDIT_LOG, type AuditEvent, type BodyPart, type RequestMeta } from "../model/event.ts";
import { endOf, formMeta, jsonMeta, textMeta } from "../model/request_meta.ts";
import type { App } from "./app.ts";
import type { Exchange } from "./http/exchange.ts";
import type { FormPart } from "./http/multipart.ts";
import { type Reply, statusText } from "./http/reply.ts";
import type { Run } from "./runs/run.ts";

/** Largest answer whose text is kept, bytes. */
const BODY_LIMIT = 64 * 1024;
/** Fields whose value is a credential. */
const CREDENTIAL = /token|password|secret/i;
const REDACTED = "[redacted]";

/** Writes the audit logs of all runs. */
export class Audit {
  readonly #now: () => number;
  readonly #last = new Map<string, Promise<void>>();
  #count = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Writes a request with its answer. Both lines are in the log when this returns.
   *
   * @param startedAt clock when the request came, milliseconds
   * @param ms how long it took
   */
  async record(
    exchange: Exchange,
    reply: Reply,
    run: Run,
    startedAt: number,
    ms: number,
    app: App,
  ): Promise<void> {
    const common = this.#common(exchange, run, startedAt, app);
    const names = [...new Set(exchange.query.keys())];
    const lines: AuditEvent[] = [
      {
        stage: "request",
        timestamp: new Date(startedAt).toISOString(),
        ...common,
        endpoint: exchange.path,
        requestMeta: await requestMeta(exchange, run),
        ...names.length === 0 ? {} : { params: names },
      },
      {
        stage: "response",
        timestamp: new Date(this.#now()).toISOString(),
        ...common,
        endpoint: exchange.path + exchange.search,
        ...this.#end(exchange, reply, ms),
      },
    ];
    await this.#append(run.dir, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  }

  #common(exchange: Exchange, run: Run, startedAt: number, app: App): AuditEvent {
    const token = exchange.token === undefined ? undefined : app.tokens.sessionOf(exchange.token);
    const user = exchange.session?.user?.id ??
      (exchange.token === undefined ? NaN : Number(exchange.token.sub));
    const multipart = /^multipart\/form-data/i.test(exchange.header("content-type") ?? "");
    return {
      sessionId: exchange.session?.publicId ?? token ?? "anonymous",
      rootUrl: app.origin,
      runId: run.id,
      config: run.config,
      id: `${startedAt.toString(36)}-${(++this.#count).toString(36)}`,
      method: exchange.method,
      category: multipart && exchange.method !== "GET" ? "file_upload" : "http_request",
      received_at: new Date(this.#now()).toISOString().replace("Z", "000+00:00"),
      ...Number.isNaN(user) ? {} : { user: { id: user } },
    };
  }

  #end(exchange: Exchange, reply: Reply, ms: number): AuditEvent {
    return {
      durationMs: Math.round(ms * 10) / 10,
      ...endOf({
        status: reply.status,
        reason: statusText(reply.status),
        type: reply.headers["content-type"] ?? "",
        text: typeof reply.body === "string" ? reply.body : "",
      }),
      responseMeta: responseOf(exchange, reply),
    };
  }

  /** Lines of one run are written one after the other, whole. */
  async #append(dir: string, text: string): Promise<void> {
    const before = this.#last.get(dir) ?? Promise.resolve();
    const writing = before.then(async () => {
      const path = join(dir, AUDIT_LOG);
      await mkdir(join(path, ".."), { recursive: true });
      await appendFile(path, text);
    });
    this.#last.set(dir, writing.catch(() => undefined));
    await writing;
  }
}

async function requestMeta(exchange: Exchange, run: Run): Promise<RequestMeta> {
  const body = bodyOf(exchange);
  if (body.kind === "none") return { hasBody: false };
  if (body.kind === "json") return jsonMeta(body.text, body.value);
  if (body.kind === "text") return textMeta(body.text);
  const parts: BodyPart[] = [];
  for (const part of body.parts) parts.push(await keepPart(part, run));
  return formMeta(body.kind, parts);
}

/** A damaged body is kept as text: it was sent that way. */
function bodyOf(exchange: Exchange): Exchange["body"] {
  try {
    return exchange.body;
  } catch {
    return { kind: "text", text: new TextDecoder().decode(exchange.bytes.subarray(0, BODY_LIMIT)) };
  }
}

async function keepPart(part: FormPart, run: Run): Promise<BodyPart> {
  if (part.file === undefined) {
    return { name: part.name, value: CREDENTIAL.test(part.name) ? REDACTED : part.value };
  }
  const { name: filename, type, bytes } = part.file;
  const hash = sha256(bytes);
  const path = join(run.dir, AUDIT_BODIES, hash);
  const empty = filename === "" && bytes.byteLength === 0;
  if (!empty && !await exists(path)) await writeAtomic(path, bytes, { flush: false });
  return { name: part.name, filename, type, size: bytes.byteLength, ...empty ? {} : { sha256: hash } };
}

/** JSON and text answers are kept; pages are not, because they carry CSRF tokens. */
function responseOf(exchange: Exchange, reply: Reply): NonNullable<AuditEvent["responseMeta"]> {
  const bytes = typeof reply.body === "string" ? Buffer.from(reply.body) : reply.body;
  const type = reply.headers["content-type"] ?? "";
  const headers: Record<string, string> = { "content-type": type };
  if (reply.headers["location"] !== undefined) headers["location"] = reply.headers["location"];
  const meta = { headers, bodyLength: bytes.byteLength };
  const text = /^(application\/json|text\/)/.test(type) && !exchange.secret;
  if (!text || bytes.byteLength === 0) return meta;
  const body = new TextDecoder().decode(bytes);
  if (body.includes('name="csrf-token"')) return meta;
  return bytes.byteLength <= BODY_LIMIT ? { ...meta, body } : { ...meta, truncated: true };
}
