/** A gateway before an embedded server, which can change single answers, or be away. */
import { createServer, type IncomingMessage, request as forward, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Answers in the server's stead; false lets the request through. */
export type Intervene = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A running gateway. */
export interface Gateway {
  /** With `/weppcloud`. */
  baseUrl: string;
  close(): Promise<void>;
}

/** Starts a gateway on a free port of the loopback interface. */
export async function startGateway(server: { origin: string }, intervene: Intervene): Promise<Gateway> {
  const gateway = createServer((request, response) => {
    if (intervene(request, response)) return void request.resume();
    const { method, url = "/", headers } = request;
    const onward = forward(server.origin + url, {
      method,
      headers: { ...headers, host: new URL(server.origin).host },
    });
    // The server proves same origin by the address that it is asked at.
    for (const name of ["origin", "referer"]) if (headers[name]) onward.setHeader(name, `${server.origin}/`);
    if (headers["origin"]) onward.setHeader("origin", server.origin);
    onward.on("response", (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => gateway.listen(0, "127.0.0.1", resolve));
  return {
    baseUrl: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/weppcloud`,
    close: async () => {
      gateway.closeAllConnections();
      await new Promise((resolve) => gateway.close(resolve));
    },
  };
}
