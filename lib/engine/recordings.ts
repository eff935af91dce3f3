/** Recording in the library: `importHar()`, `recordProxy()`, `tail()`. */
import type { AuditEvent } from "./types.ts";
import { inPlace, openPlace, type Where } from "./where.ts";

/** What is imported. Paths are taken from `cwd`. A data root is not needed; where there is one, its rules redact. */
export interface ImportHarRequest extends Where {
  /** HAR 1.2 file of a browser, exported with content. */
  file: string;
  /** Folder of the recording; made when it is not there. */
  out: string;
  /** Folder with files that the HAR lacks. */
  uploads?: string | undefined;
  /** Origin of the recorded server; default: the one with most requests of runs. */
  origin?: string | undefined;
}

/** A run that was recorded. */
export interface RecordedFolder {
  /** Run id. */
  id: string;
  /** Its folder, which `assemble()` takes as `source`. */
  dir: string;
}

/** What an import kept. */
export interface ImportedHar {
  /** Runs of the recording. */
  runs: RecordedFolder[];
  /** Requests that were kept. */
  kept: number;
  /** Files that were sent and are in no place that was named: `<field> <file name>`. */
  missing: string[];
  /** Sentences. */
  warnings: string[];
}

/** What is recorded through a proxy on loopback. */
export interface ProxyRequest extends Where {
  /** `embedded`, or the address of a WEPPcloud. */
  target: string;
  /** Folder of the recording; made when it is not there, for this user alone. */
  out: string;
  /** Port on loopback; default: a free one. */
  port?: number | undefined;
  /** PEM file with further authorities. */
  ca?: string | undefined;
  /** False: no toolbar in pages. */
  toolbar?: boolean | undefined;
}

/** A proxy that records. */
export interface RecordingProxy {
  /** What a browser opens. */
  startUrl: string;
  /** Origin of the proxy: requests of WEPPcloud's own paths are sent there. */
  origin: string;
  /** Ends the recording; gives what was recorded. */
  close(): Promise<{ exchanges: number; runs: RecordedFolder[] }>;
}

/** Which log is read. */
export interface TailRequest {
  /** Path of an audit log, `_logs/profile.events.jsonl` of a run. */
  log: string;
  /** True: wait for more at its end, until the signal. */
  follow?: boolean | undefined;
  /** `start` (default): all that is there; `end`: what comes from now on. */
  from?: "start" | "end" | undefined;
  /** Ends the tail. */
  signal?: AbortSignal | undefined;
}

/** What a log holds, in its order. */
export type TailItem =
  /** An event; `line` counts from 1, `offset` is in bytes from 0. */
  | { kind: "event"; line: number; offset: number; event: AuditEvent }
  /** A line that is no whole event; reading goes on behind it. */
  | { kind: "problem"; line: number; offset: number; message: string }
  /** Lines may be missing here, or another file begins; `lost` says which. */
  | { kind: "gap"; lost: "nothing" | "possible"; message: string };

/**
 * Turns a HAR into a recording, without credentials.
 *
 * @throws ProfileError usage when it is no HAR or holds nothing of a run; refused when it was imported before
 * @example
 * ```ts
 * import { assemble, importHar } from "./mod.ts";
 * const { runs } = await importHar({ file: "session.har", out: "session" });
 * for (const { dir } of runs) await assemble({ source: dir });
 * ```
 */
export async function importHar(request: ImportHarRequest): Promise<ImportedHar> {
  const { resolve } = await import("node:path");
  const { importHar: importOne } = await import("../record/har/import.ts");
  const { uploadsFolder } = await import("../settings/uploads_folder.ts");
  return await inPlace(request, async ({ cwd, signal, out: { redactor } }) => {
    const { runs, kept, uploads, warnings } = await importOne({
      file: resolve(cwd, request.file),
      out: resolve(cwd, request.out),
      uploads: await uploadsFolder(request.uploads, cwd),
      origin: request.origin,
      redactor,
      signal,
    });
    const missing = uploads.missing.map(({ field, filename }) => `${field} ${filename}`);
    return { runs: runs.map(({ id, dir }) => ({ id, dir })), kept, missing, warnings };
  }, { free: true });
}

/**
 * Starts a proxy on loopback that records what goes through it, until it is closed.
 *
 * @throws ProfileError usage or unavailable for a target, folder or port that cannot be taken
 * @example
 * ```ts
 * import { recordProxy } from "./mod.ts";
 * const proxy = await recordProxy({ target: "embedded", out: "session" });
 * console.log(proxy.startUrl);
 * const { runs } = await proxy.close();
 * console.log(runs.length);
 * ```
 */
export async function recordProxy(request: ProxyRequest): Promise<RecordingProxy> {
  const { resolve } = await import("node:path");
  const { ANSWER_LIMIT, openProxySession } = await import("../record/proxy/mod.ts");
  const { place: { cwd, out }, end } = await openPlace(request, true);
  const { target, port = 0, ca, toolbar = true } = request;
  const session = await openProxySession({
    target,
    out: resolve(cwd, request.out),
    port,
    caFile: ca === undefined ? undefined : resolve(cwd, ca),
    toolbar,
    policy: {},
    answerLimit: ANSWER_LIMIT,
    redactor: out.redactor,
    onNotice: (text) => out.warn(`warning: ${text}`),
    onFailure: ({ message }) => out.warn(`nothing is recorded any more: ${message}`),
  });
  return {
    startUrl: session.startUrl,
    origin: session.proxy.origin,
    async close() {
      try {
        const { exchanges, runs } = await session.close();
        return { exchanges, runs: runs.map(({ id, dir }) => ({ id, dir })) };
      } finally {
        await end();
      }
    },
  };
}

/**
 * Gives the events of an audit log, and what is broken or may be missing in it, as they come. Nothing is redacted:
 * what is kept or shown of it must go through a redactor first.
 *
 * @throws ProfileError when the log cannot be read, or is not there and is not followed
 * @example
 * ```ts
 * import { tail } from "./mod.ts";
 * for await (const item of tail({ log: "run/_logs/profile.events.jsonl" })) {
 *   if (item.kind === "event") console.log(item.line, item.event.endpoint);
 * }
 * ```
 */
export async function* tail(request: TailRequest): AsyncGenerator<TailItem> {
  const { tail: tailOne } = await import("../record/tail/tail.ts");
  const { log, follow = false, from = "start", signal } = request;
  for await (const item of tailOne({ log, follow, from, ...(signal === undefined ? {} : { signal }) })) {
    if (item.kind === "gap") yield { kind: "gap", lost: item.gap.lost, message: item.gap.message };
    else if (item.kind === "problem") {
      const { line, offset, message } = item.problem;
      yield { kind: "problem", line, offset, message };
    } else {
      const { line, offset, event } = item.at;
      yield { kind: "event", line, offset, event };
    }
  }
}
