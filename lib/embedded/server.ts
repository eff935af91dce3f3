/** The server: its sockets, plain or TLS, and the request log. */
import { createServer, type RequestListener, type Server } from "node:http";
import { ProfileError } from "../errors.ts";
import { loopbackOrigins } from "./auth/origin.ts";
import { BusyMeter } from "./busy.ts";
import { createApp } from "./create_app.ts";
import { serve } from "./dispatch.ts";
import type { EmbeddedOptions, EmbeddedServer, RequestLogEntry } from "./options.ts";
import { Sockets } from "./stream/sockets.ts";

/** What the certificate is good for. */
const NAMES = ["localhost", "127.0.0.1", "::1"];

/**
 * Starts a WEPPcloud stand-in on a free port of the loopback interface.
 *
 * @throws ProfileError `usage` for an unknown drift or fault
 * @example
 * ```ts
 * import { startEmbedded } from "./mod.ts";
 * const server = await startEmbedded({ playbackRunRoot: "/tmp/p/runs", runsRoot: "/tmp/p/created" });
 * await fetch(`${server.baseUrl}/health`);
 * await server.close();
 * ```
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const busy = new BusyMeter();
  const app = createApp(options, busy);
  const requests: RequestLogEntry[] = [];
  const { server, ca } = await makeServer(options, (request, response) => {
    busy.change(1);
    serve(app, request, response).then((entry) => {
      requests.push(entry);
      options.onRequest?.(entry, request.headers);
    }).catch(() => response.destroy()).finally(() => busy.change(-1));
  });
  const sockets = new Sockets(app);
  sockets.attach(server);
  await listen(server);
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new ProfileError("internal", "The server has no port");
  }
  const origins = loopbackOrigins(app.secure ? "https" : "http", address.port);
  app.origin = origins[0];
  app.origins = origins;
  app.vanish = () => {
    server.close();
    server.closeAllConnections();
  };
  return {
    origin: app.origin,
    baseUrl: `${app.origin}/weppcloud`,
    ...ca === undefined ? {} : { ca },
    account: app.account,
    requests,
    busyMs: () => busy.ms(),
    close: async () => {
      await app.jobs.close();
      sockets.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** Certificates and TLS are loaded for those who ask for them only. */
async function makeServer(
  options: EmbeddedOptions,
  listener: RequestListener,
): Promise<{ server: Server; ca?: string }> {
  if (options.tls !== true) return { server: createServer(listener) };
  const [https, { makeCertificates }] = await Promise.all([
    import("node:https"),
    import("./tls/certificates.ts"),
  ]);
  const { key, cert, ca } = await makeCertificates(NAMES, options.now?.() ?? Date.now());
  // The authority comes along, so that a client sees the whole chain.
  return { server: https.createServer({ key, cert: cert + ca }, listener), ca };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve());
  });
}
