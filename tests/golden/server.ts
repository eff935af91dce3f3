/**
 * A WEPPcloud stand-in for golden runs that need a server of another process: HTTPS with an authority of its own
 * (`ca.pem` in the folder), the same server without its gateway on plain HTTP, and a gateway that leads to https.
 * Prints the three base URLs and runs until it is killed.
 */
import { writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import { request as tlsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { connect, createServer as createSocketServer } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { startEmbedded } from "../../lib/embedded/mod.ts";

const [folder = ".", ...faults] = process.argv.slice(2);
const server = await startEmbedded({
  playbackRunRoot: join(folder, "playback/runs"),
  runsRoot: join(folder, "runs"),
  account: { email: "qa@example.com", password: "a-password" },
  tls: true,
  faults,
});
await writeFile(join(folder, "ca.pem"), server.ca ?? "");
const { host } = new URL(server.origin);

/** What a server behind its gateway sees: the public name, whatever address the request came by. */
const inside = await listen((request, response) => {
  const headers = { ...request.headers, host, referer: `${server.baseUrl}/`, origin: server.origin };
  const { method, url: path } = request;
  const passed = tlsRequest(server.origin + (path ?? "/"), {
    method,
    headers,
    rejectUnauthorized: false,
    agent: false,
  });
  passed.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  passed.on("error", () => response.destroy());
  request.pipe(passed);
});
const leading = await listen((request, response) => {
  response.writeHead(308, { location: server.origin + (request.url ?? "/") }).end();
});
// The same server by a name that is not in its certificate.
const { port } = new URL(server.origin);
createSocketServer((socket) => {
  const through = connect(Number(port), "127.0.0.1");
  for (const end of [socket, through]) end.on("error", () => end.destroy());
  socket.pipe(through).pipe(socket);
}).on("error", () => {}).listen(Number(port), "127.0.0.2");
for (const origin of [server.origin, inside, leading]) console.log(`${origin}/weppcloud`);

async function listen(handle: RequestListener): Promise<string> {
  const http = createServer(handle);
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", () => resolve()));
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}
