/** One recording session through the proxy, from the first check to the last line written. */
import { access } from "node:fs/promises";
import { constants } from "node:fs";
import { makeFolder } from "../../files/make_folder.ts";
import type { Pool } from "undici";
import { messageOf, type ProfileError } from "../../errors.ts";
import { type Disk, writeError } from "../../recording/disk.ts";
import type { PolicyOptions } from "../../recording/policy.ts";
import { openRecording, type RecordedRun, type Recording } from "../../recording/store.ts";
import type { SeenExchange } from "../../recording/types.ts";
import type { Redactor } from "../../redact/redactor.ts";
import type { ConfirmedCapture } from "./control.ts";
import { fetchConfigs } from "./fetch_config.ts";
import { markCapture } from "./marks.ts";
import { assembleCommands } from "./next_commands.ts";
import { type Proxy, startProxy } from "./proxy.ts";
import { Recorder } from "./recorder.ts";
import { BrowserSession } from "./session.ts";
import { openTarget, type ProxyTarget } from "./target.ts";
import { createToolbar } from "./toolbar/mod.ts";
import { checkTarget, openUpstream, readAuthority } from "./upstream.ts";

/** What a user may choose. */
export interface SessionOptions {
  /** `embedded`, or the address of a WEPPcloud. */
  target: string;
  /** Folder of the recording; made when it is not there, for this user alone. */
  out: string;
  /** The same as the user typed it, for the commands that are shown; default: as it is. */
  shown?: string | undefined;
  /** 0 for a free one. */
  port: number;
  /** PEM file with further authorities. */
  caFile?: string | undefined;
  /** Show the toolbar in pages. */
  toolbar: boolean;
  policy: PolicyOptions;
  /** Longest text of an answer that is kept, bytes. */
  answerLimit: number;
  redactor: Redactor;
  now?: () => number;
  /** For tests: where to write. */
  disk?: Disk;
  onKept?: (exchange: SeenExchange) => void;
  onNotice?: (text: string) => void;
  /** Recording has stopped for good, browsing goes on. */
  onFailure?: (error: ProfileError) => void;
}

/** A session under way. */
export interface ProxySession {
  /** What the user opens: the start link of the toolbar, or the target's page. */
  startUrl: string;
  proxy: Proxy;
  target: ProxyTarget;
  recorder: Recorder;
  /** Captures of an earlier session that ended in the middle; they are in the logs now. */
  recovered: ConfirmedCapture[];
  /** Ends the session and gives what was recorded. @param patience for requests under way, ms */
  close(patience?: number): Promise<SessionSummary>;
}

/** What a session recorded. */
export interface SessionSummary {
  exchanges: number;
  runs: RecordedRun[];
  /** Exchanges that were not recorded, by reason. */
  left: Record<string, number>;
  webSockets: number;
  /** Runs whose configuration was read at the end: a sandbox on the disk can start from it. */
  configs: string[];
  /** The capture that was open or unconfirmed at the end: written as it was. */
  capture?: ConfirmedCapture;
  /** Commands that assemble what was recorded. */
  next: string[];
}

/** Longest text of an answer that is kept where nobody says otherwise, bytes. */
export const ANSWER_LIMIT = 65_536;

/** How long requests under way may take at the end, ms. */
const PATIENCE = 3_000;

/**
 * Starts a session: the folder, the target and the port are checked before anything is served.
 *
 * @throws ProfileError usage or unavailable
 * @example
 * ```ts
 * import { createRedactor } from "../../redact/redactor.ts";
 * import { openProxySession } from "./mod.ts";
 * const session = await openProxySession({
 *   target: "https://wepp.example.org/weppcloud/",
 *   out: "session",
 *   port: 0,
 *   toolbar: true,
 *   policy: {},
 *   answerLimit: 65536,
 *   redactor: createRedactor(),
 * });
 * console.log(session.startUrl);
 * ```
 */
export async function openProxySession(options: SessionOptions): Promise<ProxySession> {
  const ca = options.caFile === undefined ? undefined : await readAuthority(options.caFile);
  await prepareFolder(options.out);
  const target = await openTarget(options.target, ca);
  const upstream = openUpstream(target.url.origin, target.ca);
  let store: Recording | undefined;
  try {
    await checkTarget(upstream, target.url, options.caFile);
    store = await openRecording(options.out, {
      redactor: options.redactor,
      recorder: "proxy",
      limits: { answer: options.answerLimit },
      ...(options.now === undefined ? {} : { now: options.now }),
      ...(options.disk === undefined ? {} : { disk: options.disk }),
      ...(options.onNotice === undefined ? {} : { onNotice: options.onNotice }),
    });
    return await begin(options, target, upstream, store);
  } catch (error) {
    await release(store, upstream, target);
    throw error;
  }
}

async function begin(
  options: SessionOptions,
  target: ProxyTarget,
  upstream: Pool,
  store: Recording,
): Promise<ProxySession> {
  const now = options.now ?? Date.now;
  const session = new BrowserSession(options.redactor);
  const recorder = new Recorder({
    out: options.out,
    ...(options.shown === undefined ? {} : { shown: options.shown }),
    store,
    redactor: options.redactor,
    session,
    policy: options.policy,
    mark: markCapture,
    now,
    onKept: options.onKept ?? (() => {}),
    onNotice: options.onNotice ?? (() => {}),
    onFailure: options.onFailure ?? (() => {}),
  });
  const recovered = await recorder.recover();
  const landing = target.url.pathname + target.url.search;
  const toolbar = options.toolbar
    ? createToolbar({ landing, redact: (text) => options.redactor.text(text, "toolbar") })
    : undefined;
  const proxy = await startProxy({
    target: target.url,
    upstream,
    ca: target.ca,
    port: options.port,
    recorder,
    session,
    bodies: store.bodies,
    toolbar,
    answerLimit: options.answerLimit,
    now,
    onNotice: options.onNotice ?? (() => {}),
  });
  return {
    startUrl: proxy.origin + (toolbar?.startPath() ?? landing),
    proxy,
    target,
    recorder,
    recovered,
    async close(patience = PATIENCE) {
      let capture: ConfirmedCapture | undefined;
      let configs: string[] = [];
      try {
        await proxy.close(patience);
        capture = await recorder.close();
        const { cookie } = session;
        const fetch = { target: target.url, upstream, cookie, redactor: options.redactor };
        configs = await fetchConfigs(store.runs(), fetch).catch((error: unknown) => {
          options.onNotice?.(`the configuration of the runs could not be kept: ${messageOf(error)}`);
          return [];
        });
      } finally {
        await release(store, upstream, target);
      }
      const { out, shown = out } = options;
      return {
        exchanges: recorder.recorded,
        runs: store.runs(),
        left: Object.fromEntries(recorder.left()),
        webSockets: proxy.webSockets(),
        configs,
        ...(capture === undefined ? {} : { capture }),
        next: await assembleCommands({ out, shown, runs: store.runs().map(({ dir }) => dir) }),
      };
    },
  };
}

/** Frees everything, even when a part of it cannot be freed. */
async function release(store: Recording | undefined, upstream: Pool, target: ProxyTarget): Promise<void> {
  try {
    await store?.close();
  } finally {
    await upstream.destroy().finally(() => target.close());
  }
}

/** The folder is there and can be written to, before the first request is lost. */
async function prepareFolder(out: string): Promise<void> {
  try {
    await makeFolder(out, 0o700);
    await access(out, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw writeError(out, error);
  }
}
