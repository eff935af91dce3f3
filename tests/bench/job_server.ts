/**
 * A server for the figures about waiting: jobs of given lengths, requests that answer after a few milliseconds, and
 * a meter of its own for the time in which the client could not have gone on.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** What was asked and how long the server was busy with it. */
export interface JobServer {
  baseUrl: string;
  /** Steps answered so far. */
  steps: () => number;
  polls: () => number;
  /** Most polls in any 60 s. */
  mostPolls: () => number;
  /** Ms in which a step was answered or a job ran, since the first step. */
  busyMs: () => number;
  /** Ms from the first step to the last answer or poll that mattered. */
  wallMs: () => number;
  close(): Promise<void>;
}

/** Time that a step takes without its job, ms. */
const STEP_MS = 1;

/**
 * Starts the server. A POST to a path that ends with `/job/<ms>` starts a job of that length; other steps just
 * answer. Jobs run one after the other, as those of one run do.
 */
export async function startJobServer(): Promise<JobServer> {
  const jobs = new Map<string, number>();
  const polls: number[] = [];
  let steps = 0;
  let busy = 0;
  let first: number | undefined;
  let last = 0;
  const server = createServer((request, response) => {
    request.resume();
    void answer(request.method ?? "GET", request.url ?? "/").then((json) => {
      const status = json === undefined ? 404 : 200;
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(json ?? { detail: "Not Found" }));
    });
  });

  async function answer(method: string, path: string): Promise<object | undefined> {
    if (path.includes("/jobstatus/")) return status(path.split("?")[0]?.split("/").at(-1) ?? "");
    if (path.endsWith("/session-token")) return { token: "bench-token-bench-token" };
    // The page of the run, by which a play finds that the sandbox is there.
    if (/^\/weppcloud\/runs\/[^/]+\/[^/]+\/$/.test(path)) return {};
    if (!path.includes("/bench/")) return undefined;
    const began = performance.now();
    first ??= began;
    steps++;
    await delay(STEP_MS);
    const length = /\/job\/(\d+)$/.exec(path)?.[1];
    busy += performance.now() - began;
    last = performance.now();
    if (length === undefined || method !== "POST") return { message: "OK" };
    const id = `job-${steps}`;
    jobs.set(id, performance.now() + Number(length));
    busy += Number(length);
    return { job_id: id };
  }

  function status(id: string): object | undefined {
    const end = jobs.get(id);
    if (end === undefined) return undefined;
    last = performance.now();
    polls.push(last);
    const done = last >= end;
    return { job_id: id, status: done ? "finished" : "started", started_at: "2026-01-05 10:30:05+00:00" };
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/weppcloud`,
    steps: () => steps,
    polls: () => polls.length,
    mostPolls: () =>
      Math.max(0, ...polls.map((at, index) => index + 1 - polls.findIndex((one) => one > at - 60_000))),
    busyMs: () => busy,
    wallMs: () => last - (first ?? last),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
