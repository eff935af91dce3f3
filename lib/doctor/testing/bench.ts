/** A data root in which everything is well, and a server, for tests of the checks: each test breaks one thing. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import type { Credentials } from "../../auth/session.ts";
import type { EmbeddedOptions, EmbeddedServer } from "../../embedded/mod.ts";
import { startEmbedded } from "../../embedded/mod.ts";
import { withFolder } from "../../files/test_folder.ts";
import { serverUrls } from "../../http/server_urls.ts";
import { createRedactor } from "../../redact/redactor.ts";
import { CHECKS } from "../registry.ts";
import { type DoctorItem, runChecks } from "../run.ts";
import { Server, type ServerOptions } from "../server/server.ts";
import type { DoctorContext } from "../types.ts";

/** What a test has. */
export interface Bench {
  root: string;
  runRoot: string;
  /** Runs all checks. */
  examine: (changes?: Partial<DoctorContext>) => Promise<DoctorItem[]>;
}

/** A data root without profiles; no server. */
export async function withRoot(use: (bench: Bench) => Promise<void>): Promise<void> {
  await withFolder(async (root) => {
    await mkdir(join(root, "profiles"));
    const runRoot = join(root, "playback", "runs");
    const context: DoctorContext = {
      dataRoot: root,
      dataRootFrom: "by the test",
      runRoot,
      rootNamed: false,
      scratch: join(root, "scratch"),
      owner: {},
      draftsShared: false,
      settings: [],
      credentials: () => Promise.resolve([]),
      secretFiles: [],
      server: { state: "skipped", reason: "Left out" },
      env: process.env,
      fix: false,
      redactor: createRedactor(),
      now: Date.now,
      signal: new AbortController().signal,
    };
    await use({ root, runRoot, examine: (changes) => runChecks(CHECKS, { ...context, ...changes }) });
  });
}

/** The same with an embedded server that is taken for one of another machine. */
export async function withServer(
  options: Partial<EmbeddedOptions>,
  use: (
    bench: Bench & { server: EmbeddedServer; at: (changes?: Partial<ServerOptions>) => Server },
  ) => Promise<void>,
): Promise<void> {
  await withRoot(async (bench) => {
    const server = await startEmbedded({
      playbackRunRoot: bench.runRoot,
      runsRoot: join(bench.root, "far"),
      ...options,
    });
    try {
      const credentials = { login: server.account };
      const at = (changes?: Partial<ServerOptions>) => serverAt(server.baseUrl, credentials, changes);
      await use({ ...bench, server, at });
    } finally {
      await server.close();
    }
  });
}

/** The server at an address, as doctor sees it. */
export function serverAt(
  baseUrl: string,
  credentials: Credentials,
  changes: Partial<ServerOptions> = {},
): Server {
  return new Server({
    name: baseUrl,
    urls: serverUrls(baseUrl),
    embedded: false,
    production: false,
    allowProduction: false,
    credentials: () => Promise.resolve(credentials),
    learn: () => {},
    now: Date.now,
    signal: new AbortController().signal,
    ...changes,
  });
}

/** Names of the checks that came to a state. */
export function checksIn(items: readonly DoctorItem[], state: DoctorItem["state"]): string[] {
  return [...new Set(items.filter((item) => item.state === state).map(({ check }) => check))];
}

/** What a check said. */
export function saidBy(items: readonly DoctorItem[], check: string): string {
  return items.filter((item) => item.check === check).map(({ state, message }) => `${state}: ${message}`)
    .join("\n");
}
