/** A run on an embedded server, seen as a play sees it: over HTTP, and from disk where the test says so. */
import { diskRunFiles } from "../../../files/run_files.ts";
import { OwnJobs } from "../../jobs/own_jobs.ts";
import { diskOutputs } from "../../outputs/disk.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Session } from "../../../auth/session.ts";
import { HttpClient } from "../../../http/client.ts";
import { serverUrls } from "../../../http/server_urls.ts";
import { PollBudget } from "../../../jobs/pacing.ts";
import { makeSandbox, TestClient, type TestServer, withServer } from "../../../embedded/testing/client.ts";
import { sendAll } from "../../../embedded/testing/driver.ts";
import { workflow } from "../../../embedded/testing/steps.ts";
import type { StepContext } from "../../run_step.ts";
import { Scope } from "../../scope.ts";
import type { PlayState } from "../../state.ts";
import type { ThenOptions } from "../options.ts";
import type { CheckInput } from "../types.ts";

const CONFIG = "disturbed9002";
/** Steps that make enough of a run: a map, channels, a burn severity map. */
const STEPS = 7;

/** What a test works with. */
export interface Bench {
  server: TestServer;
  /** What the checks get; their run has some files. */
  input: CheckInput;
  notes: string[];
}

/**
 * Runs the body with a check's surroundings.
 *
 * @param how.disk false: the run's folder is not on this machine
 */
export async function withBench(
  how: {
    disk: boolean;
    faults?: string[];
    then?: Partial<ThenOptions>;
    api?: StepContext["api"];
    keep?: boolean;
  },
  body: (bench: Bench) => Promise<void>,
): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "then-"));
  const options = {
    pollLimit: null,
    jobScale: 0,
    playbackForkRoot: join(root, "fork"),
    faults: how.faults ?? [],
  };
  try {
    await withServer(options, async (server) => {
      const run = await makeSandbox(server, "source");
      await sendAll(
        await new TestClient(server).start(),
        (await workflow()).slice(0, STEPS),
        "rq-engine",
        run,
      );
      const client = clientFor(run, server);
      try {
        const notes: string[] = [];
        const context = await contextFor(server, client, run, how);
        await body({ server, notes, input: inputFor(server, context, notes, root, how) });
      } finally {
        await client.close();
      }
    });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const exchanges = new WeakMap<HttpClient, PlayState["exchanges"]>();

function clientFor(run: string, server: TestServer): HttpClient {
  const seen: PlayState["exchanges"] = [];
  const client = new HttpClient({
    guard: { recordedRun: "ample-otter", sandboxRun: run, origins: new Set([server.origin]) },
    onExchange: (exchange) => seen.push(exchange),
  });
  exchanges.set(client, seen);
  return client;
}

async function contextFor(
  server: TestServer,
  client: HttpClient,
  run: string,
  { disk, api = "rq-engine" }: { disk: boolean; api?: StepContext["api"] },
): Promise<StepContext> {
  const urls = serverUrls(server.baseUrl);
  const silent = () => undefined;
  const session = new Session(client, urls, { login: server.account }, { note: silent, learn: silent });
  await session.open();
  await session.openRun(run, CONFIG);
  const sleep = () => new Promise<void>((resolve) => setImmediate(resolve));
  const watch = { client, urls, session, budget: new PollBudget(), now: Date.now, sleep };
  return {
    urls,
    scope: new Scope({ run_id: run, config: CONFIG }, silent),
    seedDir: "/nowhere",
    recordedRun: "ample-otter",
    runId: run,
    config: CONFIG,
    api,
    client,
    session,
    watch: { ...watch, onTrouble: silent, onState: silent },
    outputs: diskOutputs(join(server.root, "playback", "source")),
    runFiles: diskRunFiles(join(server.root, "playback", "source")),
    runDir: disk ? join(server.root, "playback", "source") : "/nowhere",
    busyTimeout: 0,
    queue: true,
    ownJobs: new OwnJobs(),
    canceledLater: new Map(),
    jobTimeout: 10_000,
    jobTimeoutWins: false,
    note: silent,
  };
}

function inputFor(
  server: TestServer,
  context: StepContext,
  notes: string[],
  root: string,
  { disk, then, keep = false }: { disk: boolean; then?: Partial<ThenOptions>; keep?: boolean },
): CheckInput {
  const state = {
    options: {
      runRoot: disk ? join(server.root, "playback") : "/nowhere",
      forkRoot: disk ? join(root, "fork") : "/nowhere",
      keep,
    },
    exchanges: exchanges.get(context.client) ?? [],
    scratchDir: root,
    note: (line: string) => notes.push(line),
    say: () => undefined,
  };
  return {
    // The checks use no more of a play than this.
    state: state as unknown as PlayState,
    context,
    options: { checks: [], undisturbify: false, comment: "made by a test", ...then },
    made: { check: "fork" },
    id: "then-check",
  };
}
