/** The server that a play goes against: one that is there, or the embedded stand-in started for this play. */
import { dirname, join } from "node:path";
import type { Credentials } from "../auth/session.ts";
import { ProfileError } from "../errors.ts";
import { type ServerUrls, serverUrls } from "../http/server_urls.ts";
import { isProduction, plainHost, targetUrls } from "../http/target_urls.ts";
import type { PlayOptions } from "./options.ts";
import { CREATED } from "../sandboxes/remove.ts";
import type { OwnConfig } from "./sandbox.ts";

/** An open target. */
export interface Target {
  kind: "embedded" | "server";
  /** How output names it. */
  name: string;
  urls: ServerUrls;
  credentials: Credentials;
  /** What the embedded server saw, one line a request. */
  requestLog: () => string[];
  /** Makes the files of a config that the profile does not bring; only the embedded server can. */
  ownConfig?: OwnConfig;
  /** Where runs that it creates lie, when that is on this disk: in `<folder>/<2>/<run>`. */
  runsRoot?: string;
  /** Ms in which the embedded server was busy. */
  busyMs: () => number | undefined;
  close(): Promise<void>;
}

/**
 * Opens the target of a play.
 *
 * @throws ProfileError usage for an address that is none, refused for a production host
 */
export async function openTarget(options: PlayOptions, scratchDir: string): Promise<Target> {
  if (options.baseUrl === "embedded") return await openEmbedded(options, scratchDir);
  const urls = targetUrls(options.baseUrl);
  refuseProduction(urls.base, options);
  const nothing = () => Promise.resolve();
  return {
    kind: "server",
    name: urls.base,
    urls,
    credentials: options.credentials,
    requestLog: () => [],
    busyMs: () => undefined,
    close: nothing,
  };
}

/**
 * Stops before a host that is listed as production.
 *
 * @param address of the server, or of its login
 * @throws ProfileError refused, without `--allow-production`
 */
export function refuseProduction(
  address: string,
  options: Pick<PlayOptions, "productionHosts" | "allowProduction">,
): void {
  if (options.allowProduction || !isProduction(address, options.productionHosts)) return;
  throw new ProfileError("refused", `${plainHost(address)} is listed as a production host`, {
    remedy: "Play against a test server, or add --allow-production",
  });
}

/** Folder of the runs `profile;;fork;;<id>`, as WEPPcloud has it beside the folder of sandboxes. */
export function forkRootOf({ forkRoot, runRoot }: Pick<PlayOptions, "forkRoot" | "runRoot">): string {
  return forkRoot ?? join(dirname(runRoot), "fork");
}

async function openEmbedded(options: PlayOptions, scratchDir: string): Promise<Target> {
  const { configFiles, startEmbedded } = await import("../embedded/mod.ts");
  // A created sandbox is kept when the play fails, so it does not lie in scratch space.
  const runsRoot = options.sandbox.mode === "filesystem"
    ? join(scratchDir, "runs")
    : join(options.runRoot, CREATED);
  const server = await startEmbedded({
    playbackRunRoot: options.runRoot,
    playbackForkRoot: forkRootOf(options),
    runsRoot,
    drift: options.embedded.drift,
    faults: options.embedded.faults,
  });
  return {
    kind: "embedded",
    ownConfig: configFiles,
    runsRoot,
    name: "embedded",
    urls: serverUrls(server.baseUrl),
    credentials: { login: server.account },
    requestLog: () => server.requests.map((entry) => JSON.stringify(entry)),
    busyMs: () => server.busyMs(),
    close: () => server.close(),
  };
}
