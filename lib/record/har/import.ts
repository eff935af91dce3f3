/** Imports a HAR: the requests of one server become the audit logs of the runs that they belong to. */
import { rm } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { setImmediate } from "node:timers/promises";
import { ProfileError } from "../../errors.ts";
import { Course } from "../../files/course.ts";
import type { OnProgress } from "../../model/progress.ts";
import { browserOf } from "../../recording/browser.ts";
import type { Disk } from "../../recording/disk.ts";
import { headerOf } from "../../recording/headers.ts";
import { fateOf, type PolicyOptions, Sieve } from "../../recording/policy.ts";
import { openScratch } from "../../recording/leftovers.ts";
import { openRecording, type RecordedRun, type Recording } from "../../recording/store.ts";
import type { SeenExchange, SeenSession } from "../../recording/types.ts";
import type { Redactor } from "../../redact/redactor.ts";
import { answerOf, headersOf } from "./answer.ts";
import { attachedBytes } from "./attached.ts";
import { bodyOf, type BodyWorld } from "./body.ts";
import { type ReadHar, readHar } from "./read.ts";
import { type OwnEntry, type SortedOut, sortOut } from "./sort_out.ts";
import { layIn } from "./staged.ts";
import { type StillMissing, Uploads } from "./uploads.ts";

/** A longer time cannot be one that a browser measured, ms. */
const LONGEST = 7 * 24 * 60 * 60 * 1000;

/** Longer texts are hardly written by hand, and longer answers are not kept, characters. */
const LONGEST_STUDIED = 1 << 20;

/** What to import, and how. */
export interface ImportOptions {
  file: string;
  /** Folder of the recording; made when it is not there. */
  out: string;
  /** Folder with files that the HAR lacks. */
  uploads?: string | undefined;
  /** Origin of the recorded server; default: the one that most requests of runs went to. */
  origin?: string | undefined;
  redactor: Redactor;
  policy?: PolicyOptions;
  now?: () => number;
  /** Ends the import; nothing of it is kept then. */
  signal?: AbortSignal;
  /** Told how far it is. */
  onProgress?: OnProgress | undefined;
  /** For tests: where to write. */
  disk?: Disk;
}

/** What came of it. */
export interface ImportResult {
  har: string;
  /** Program that wrote the HAR. */
  creator: string;
  browser?: string;
  origin: string;
  out: string;
  /** Entries of the HAR. */
  entries: number;
  runs: (RecordedRun & { requests: number })[];
  kept: number;
  /** Requests to the recorded server that were not kept, by reason. */
  dropped: { reason: string; count: number }[];
  other_origins: { origin: string; count: number }[];
  websockets: number;
  uploads: { recorded: number; supplied: number; missing: StillMissing[] };
  /** Entries that cannot be read. */
  damaged: { path: string; message: string }[];
  warnings: string[];
  redactions: number;
}

/**
 * Imports a HAR 1.2 of Chrome, Firefox, Playwright or mitmproxy.
 *
 * @throws ProfileError usage when it is no HAR or holds nothing of a run; refused when it was imported before;
 *   unavailable when the folder cannot be written
 * @example
 * ```ts
 * import { createRedactor } from "../../redact/redactor.ts";
 * import { importHar } from "./import.ts";
 * await importHar({ file: "session.har", out: "session", redactor: createRedactor() });
 * ```
 */
export async function importHar(options: ImportOptions): Promise<ImportResult> {
  const { onProgress } = options;
  onProgress?.({ kind: "files", task: "read", file: basename(options.file) });
  const har = await readHar(options.file);
  const sorted = sortOut(har.entries, options.file, options.origin);
  const leftovers: string[] = [];
  const scratch = await openScratch(options.out, (text) => leftovers.push(text));
  try {
    return await importInto(scratch, har, sorted, leftovers, options);
  } catch (error) {
    throw nothingImported(error, scratch, options.out);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function importInto(
  scratch: string,
  har: ReadHar,
  sorted: SortedOut,
  leftovers: readonly string[],
  options: ImportOptions,
): Promise<ImportResult> {
  const mark = `har-${har.hash.slice(0, 8)}`;
  const recording = await openRecording(scratch, {
    redactor: options.redactor,
    recorder: "har",
    ...(options.now === undefined ? {} : { now: options.now }),
    ...(options.disk === undefined ? {} : { disk: options.disk }),
  });
  try {
    const session = sessionOf(har, sorted.own, options.redactor);
    const uploads = new Uploads(options.uploads);
    const world = { har: options.file, creator: har.creator, bodies: recording.bodies, uploads };
    const count = sorted.own.length;
    const reading = await Course.of("read", { of: count }, options.onProgress);
    for (const own of sorted.own) {
      reading.begin(own.path);
      await unlessStopped(options.signal);
      await learn(own, recording, world, options.redactor);
    }
    const sieve = new Sieve(options.policy);
    const requests = new Map<string, number>();
    const importing = await Course.of("import", { of: count }, options.onProgress);
    for (const [index, own] of sorted.own.entries()) {
      importing.begin(own.path);
      await unlessStopped(options.signal);
      const { request, response } = own.entry;
      const type = response?.content?.mimeType ??
        headerOf(headersOf(response?.headers ?? []), "content-type");
      const asked = { method: request.method, path: own.path, status: response?.status, type };
      if (!sieve.take(asked).kept) continue;
      const exchange = await exchangeOf(own, `${mark}-${index + 1}`, sorted.origin, session, world);
      const added = await recording.add(exchange);
      if (added.kept) requests.set(added.runId, (requests.get(added.runId) ?? 0) + 1);
    }
    // What was only learned from is not in the recording.
    const redactions = options.redactor.redactions().filter(({ where }) =>
      !/^(?:headers|bodies)$/.test(where)
    );
    const runs = recording.runs();
    await recording.close();
    await unlessStopped(options.signal);
    const stage = { scratch, out: options.out, har: options.file, mark, redactor: options.redactor };
    const before = await layIn(stage);
    return {
      har: options.file,
      creator: har.creator,
      ...(session.browser === undefined ? {} : { browser: session.browser }),
      origin: sorted.origin,
      out: options.out,
      entries: har.entries.length + har.damaged.length,
      runs: runs.map((run) => ({
        ...run,
        dir: join(options.out, relative(scratch, run.dir)),
        requests: requests.get(run.id) ?? 0,
      })),
      kept: [...requests.values()].reduce((sum, count) => sum + count, 0),
      dropped: byReason([
        ...sieve.counts(),
        ...recording.left(),
        ...(sorted.noRequests === 0 ? [] : [["no HTTP request", sorted.noRequests] as const]),
      ]),
      other_origins: [...sorted.others].map(([origin, count]) => ({ origin, count }))
        .sort((a, b) => b.count - a.count),
      websockets: sorted.webSockets,
      uploads: { recorded: uploads.recorded, supplied: uploads.supplied, missing: uploads.missing },
      damaged: har.damaged,
      warnings: [
        ...leftovers,
        ...before.map((name) =>
          `run ${name} was imported from this HAR before, by an import that did not end; it stays as it is`
        ),
        ...uploads.warnings,
        ...(runs.length === 0 ? ["no request of the HAR belongs to a run, so nothing was written"] : []),
      ],
      redactions: redactions.reduce((sum, { count }) => sum + count, recording.redactions()),
    };
  } finally {
    await recording.discard();
  }
}

/** The error without the place aside, which is gone by now. */
function nothingImported(error: unknown, scratch: string, out: string): unknown {
  if (!(error instanceof ProfileError) || error.position?.file.startsWith(scratch) !== true) return error;
  const [from, to] = [scratch, out].map((path) => JSON.stringify(path).slice(1, -1));
  return new ProfileError(error.verdict, error.message.replaceAll(from ?? scratch, to ?? out), {
    position: { file: out },
    remedy: "Free some space, or import into another folder with --out; nothing of the HAR was imported",
    cause: error,
  });
}

/** Gives the system a turn, in which it may tell of a signal. */
async function unlessStopped(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}

async function exchangeOf(
  { entry, path, startedAt }: OwnEntry,
  id: string,
  origin: string,
  session: SeenSession,
  world: BodyWorld,
): Promise<SeenExchange> {
  const { request } = entry;
  const headers = headersOf(request.headers);
  const method = request.method.toUpperCase();
  const about = {
    method,
    path,
    type: headerOf(headers, "content-type"),
    size: (request.bodySize ?? 0) > 0 ? request.bodySize : lengthOf(headerOf(headers, "content-length")),
    postData: request.postData,
  };
  return {
    id,
    method,
    origin,
    path,
    startedAt,
    durationMs: Math.min(Math.max(0, entry.time ?? 0), LONGEST),
    headers,
    body: await bodyOf(about, world),
    ...await answerOf(entry, world.har),
    session,
  };
}

function lengthOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}

/** Secrets and people become known before the first line is written, from whatever may come into a line. */
async function learn(
  { entry, path }: OwnEntry,
  recording: Recording,
  world: BodyWorld,
  redactor: Redactor,
): Promise<void> {
  const { postData, method } = entry.request;
  const fate = fateOf({
    method,
    path,
    status: entry.response?.status,
    type: entry.response?.content?.mimeType,
  });
  const headers = headersOf(entry.request.headers);
  const answered = { status: 0, headers: headersOf(entry.response?.headers ?? []) };
  const about = {
    id: "",
    method,
    origin: "",
    path,
    startedAt: 0,
    durationMs: 0,
    headers,
    session: { id: "" },
  };
  recording.learn({ ...about, body: { kind: "none" }, answer: answered });
  if (fate.kind === "drop" && fate.reason !== "logins and tokens") return;
  redactor.study(path);
  const attached = postData === undefined ? undefined : await attachedBytes(world.har, postData);
  const text = attached !== undefined ? new TextDecoder().decode(attached) : postData?.text ?? "";
  if (text !== "" && text.length <= LONGEST_STUDIED) redactor.study(text);
  for (const { name, value } of postData?.params ?? []) redactor.study({ [name]: value ?? "" });
  const read = await answerOf(entry, world.har);
  const answer = "answer" in read ? read.answer?.text ?? "" : "";
  if (answer.length <= LONGEST_STUDIED) redactor.study(answer);
}

/** One HAR is one session; the user is known from the login, where that was recorded. */
function sessionOf({ browser, hash }: ReadHar, own: readonly OwnEntry[], redactor: Redactor): SeenSession {
  const login = own.find(({ entry, path }) =>
    entry.request.method.toUpperCase() === "POST" && /\/login\/?(?:\?|$)/.test(path)
  )?.entry.request.postData;
  const user = new URLSearchParams(login?.text ?? "").get("email") ??
    login?.params.find(({ name }) => name === "email")?.value;
  const agent = own.map(({ entry }) => headerOf(headersOf(entry.request.headers), "user-agent"))
    .find((value) => value !== undefined);
  const known = browser ?? browserOf(agent ?? "");
  return {
    // In the form of a pseudonym, because it hides nothing.
    id: `session-${hash.slice(0, 8)}`,
    ...(user === undefined || !user.includes("@") ? {} : { user: redactor.text(user, "logins") }),
    ...(known === undefined ? {} : { browser: known }),
  };
}

function byReason(counts: readonly (readonly [string, number])[]): { reason: string; count: number }[] {
  return counts.map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}
