/** The embedded WEPPcloud alone, for what looks at a server without playing. */
import type { Credentials } from "../auth/session.ts";
import { type ServerUrls, serverUrls } from "../http/server_urls.ts";

/** A server that was started here. */
export interface StandIn {
  urls: ServerUrls;
  credentials: Credentials;
  close(): Promise<void>;
}

/**
 * Starts it on loopback.
 *
 * @param runRoot folder of sandboxes
 * @param runsRoot folder of the runs that it would create; nothing is made before
 * @param faults what it shall do wrong
 * @throws ProfileError usage for a fault that it does not know
 */
export async function startStandIn(
  { runRoot, runsRoot, faults }: { runRoot: string; runsRoot: string; faults: readonly string[] },
): Promise<StandIn> {
  const { startEmbedded } = await import("../embedded/mod.ts");
  const server = await startEmbedded({ playbackRunRoot: runRoot, runsRoot, faults: [...faults] });
  return {
    urls: serverUrls(server.baseUrl),
    credentials: { login: server.account },
    close: () => server.close(),
  };
}
