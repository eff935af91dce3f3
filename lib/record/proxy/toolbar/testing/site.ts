/** A site whose pages pass through the toolbar's own functions, for tests. */
import { Buffer } from "node:buffer";
import { createServer, type IncomingMessage } from "node:http";
import type { Toolbar } from "../../control.ts";
import { createToolbar } from "../mod.ts";
import type { FakeControl } from "./fake_control.ts";

/** An answer of the site. */
export interface SitePage {
  body: string;
  headers?: [string, string][];
  status?: number;
}

/** The site while it runs. */
export interface Site {
  origin: string;
  toolbar: Toolbar;
  /** Requests that were not the toolbar's: method, path, cookies. */
  seen: { method: string; url: string; cookie: string | undefined }[];
  stop(): Promise<void>;
}

/** Starts the site on a free port. */
export async function startSite(
  control: FakeControl,
  pageOf: (url: string, request: IncomingMessage) => SitePage | undefined,
): Promise<Site> {
  const toolbar = createToolbar({ landing: "/" });
  const seen: Site["seen"] = [];
  const server = createServer(async (request, response) => {
    if (await toolbar.handleToolbarRequest(request, response, control)) return;
    const url = request.url ?? "/";
    seen.push({ method: request.method ?? "", url, cookie: request.headers.cookie });
    request.resume();
    const page = pageOf(url, request);
    const headers: [string, string][] = [
      ...(page?.headers ?? []),
      ...(page?.headers?.some(([name]) => name === "Content-Type")
        ? []
        : [["Content-Type", "text/html"] as [string, string]]),
    ];
    const shown = toolbar.toolbarFor({ status: page?.status ?? 200, headers, request });
    response.statusCode = page === undefined ? 404 : page.status ?? 200;
    const policies = new Map<string, string[]>();
    for (const [name, value] of shown?.headers ?? headers) {
      policies.set(name, [...policies.get(name) ?? [], value]);
    }
    for (const [name, values] of policies) response.setHeader(name, values);
    const text = Buffer.from(page?.body ?? "not found", "utf8").toString("latin1");
    const insert = shown?.insert();
    const out = insert === undefined
      ? text
      : insert.push(text.slice(0, 40)) + insert.push(text.slice(40)) + insert.end();
    response.end(Buffer.from(out, "latin1"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    origin: `http://localhost:${address.port}`,
    toolbar,
    seen,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
