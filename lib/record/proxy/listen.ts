/** Sockets of the proxy: one port on every loopback address, and on nothing else. */
import { createServer, type Server } from "node:http";
import { codeOf, messageOf, ProfileError } from "../../errors.ts";
import { asksForWebSocket } from "./upgrade.ts";

/** How often another free port is tried, when it is taken on one of the addresses. */
const MOST_TRIES = 20;

/** Servers on one port. */
export interface Listening {
  port: number;
  servers: Server[];
}

/**
 * Listens on 127.0.0.1 and, where the machine has it, on ::1: `localhost` may mean either.
 *
 * @param port 0 for a free one
 * @throws ProfileError unavailable when the port is in use, usage when it is not permitted
 */
export async function listenOnLoopback(port: number): Promise<Listening> {
  for (let attempt = 1;; attempt++) {
    const four = await listen(port, "127.0.0.1");
    if ("error" in four) throw portError(port, four.error);
    const six = await listen(four.port, "::1");
    if (!("error" in six)) return { port: four.port, servers: [four.server, six.server] };
    if (codeOf(six.error) !== "EADDRINUSE") return { port: four.port, servers: [four.server] };
    // A browser would get another program's pages under "localhost".
    await new Promise((resolve) => four.server.close(resolve));
    if (port !== 0 || attempt === MOST_TRIES) throw portError(four.port, six.error);
  }
}

type Tried = { server: Server; port: number } | { error: unknown };

function listen(port: number, host: string): Promise<Tried> {
  // Uploads and reports may take their time: the browser and the target decide how long.
  const server = createServer({
    requestTimeout: 0,
    keepAliveTimeout: 60_000,
    // Everything else is served as the plain request that it is, too.
    shouldUpgradeCallback: asksForWebSocket,
  });
  server.timeout = 0;
  return new Promise((resolve) => {
    server.once("error", (error) => resolve({ error }));
    server.listen(port, host, () => {
      const address = server.address();
      if (address === null || typeof address === "string") resolve({ error: new Error("no port") });
      else resolve({ server, port: address.port });
    });
  });
}

function portError(port: number, error: unknown): ProfileError {
  switch (codeOf(error)) {
    case "EADDRINUSE":
      return new ProfileError("unavailable", `Port ${port} is in use by another program`, {
        remedy: "Name another one with --port, or leave the option out for a free one",
        cause: error,
      });
    case "EACCES":
      return new ProfileError("usage", `This user may not listen on port ${port}`, {
        remedy: "Name a port from 1024 on with --port",
        cause: error,
      });
    default:
      return new ProfileError("unavailable", `The proxy cannot listen on port ${port}: ${messageOf(error)}`, {
        cause: error,
      });
  }
}
