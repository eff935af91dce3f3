/** WebSockets: the handshake goes to the target as if there were no proxy, then bytes pass unread in both directions. */
import { type IncomingMessage, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import type { HeaderList } from "../../recording/types.ts";
import { networkMessage } from "../../http/network_error.ts";
import { answerHead } from "./answer_head.ts";
import { type Origins, pairsOf } from "./origins.ts";
import { requestHead } from "./request_head.ts";
import { authorities } from "./upstream.ts";

/** What one WebSocket needs on its way. */
export interface UpgradeJob {
  request: IncomingMessage;
  socket: Duplex;
  /** Bytes that came with the head. */
  head: Uint8Array;
  origins: Origins;
  proxyHost: string;
  correlation: string;
  ca: string | undefined;
  /** Cookie header without what is the proxy's own. */
  headers: HeaderList;
  onOpen: () => void;
  onProblem: (reason: string) => void;
}

/** True for a request to become a WebSocket; any other upgrade is an offer that a server may decline (RFC 9110 7.8). */
export function asksForWebSocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.trim().toLowerCase() === "websocket";
}

/** Passes a WebSocket on. Gives how to cut it. */
export function passUpgrade(job: UpgradeJob): () => void {
  const { request, socket, origins, proxyHost, correlation } = job;
  const target = new URL(origins.target);
  const headers: Record<string, string | string[]> = {};
  const sent = requestHead(job.headers, { origins, proxyHost, correlation, encodings: [] });
  sent.push(["Connection", "Upgrade"], ["Upgrade", request.headers.upgrade ?? "websocket"]);
  for (const [name, value] of sent) {
    const known = headers[name];
    headers[name] = known === undefined ? value : [known, value].flat();
  }
  const send = target.protocol === "https:" ? httpsRequest : httpRequest;
  const outgoing = send({
    host: target.hostname.replace(/^\[|\]$/g, ""),
    port: target.port === "" ? (target.protocol === "https:" ? 443 : 80) : Number(target.port),
    path: request.url ?? "/",
    method: request.method ?? "GET",
    headers,
    agent: false,
    ...authorities(job.ca),
  });
  const cut = () => {
    outgoing.destroy();
    socket.destroy();
  };
  socket.on("error", cut);
  socket.on("close", () => outgoing.destroy());
  outgoing.on("error", (error) => {
    job.onProblem(networkMessage(error));
    if (socket.writable) {
      socket.end("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    } else socket.destroy();
  });
  outgoing.on("upgrade", (answer, far: Duplex, farHead: Uint8Array) => {
    far.on("error", () => socket.destroy());
    far.on("close", () => socket.destroy());
    socket.on("close", () => far.destroy());
    socket.write(
      headText(answer, job, ["Connection: Upgrade", `Upgrade: ${answer.headers.upgrade ?? "websocket"}`]),
    );
    if (farHead.length > 0) socket.write(farHead);
    if (job.head.length > 0) far.write(job.head);
    job.onOpen();
    far.pipe(socket);
    socket.pipe(far);
  });
  outgoing.on("response", (answer) => {
    socket.write(headText(answer, job, ["Connection: close"]));
    answer.pipe(socket);
  });
  outgoing.end();
  return cut;
}

function headText(
  answer: IncomingMessage,
  { origins, proxyHost }: UpgradeJob,
  own: readonly string[],
): string {
  const status = answer.statusCode ?? 502;
  const { headers } = answerHead(status, pairsOf(answer.rawHeaders), origins, proxyHost);
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${answer.statusMessage ?? ""}`, ...lines, ...own, "", ""].join("\r\n");
}
