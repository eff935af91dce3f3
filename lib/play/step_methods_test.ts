import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { HttpClient } from "../http/client.ts";
import { serverUrls } from "../http/server_urls.ts";
import { Step } from "../model/profile.ts";
import { Scope } from "./scope.ts";
import { buildRequest } from "./step_request.ts";

/** Sends steps to a server that notes what came over the wire. */
async function received(steps: Record<string, unknown>[]): Promise<string[]> {
  const seen: string[] = [];
  const server = createServer(async (request, response) => {
    const blocks: Uint8Array[] = [];
    for await (const block of request) blocks.push(block as Uint8Array);
    const type = request.headers["content-type"] ?? "-";
    const query = new URL(request.url ?? "", "http://h").search;
    seen.push(`${request.method} ${type.replace(/;.*/, "")} ${Buffer.concat(blocks).toString()}${query}`);
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const urls = serverUrls(`http://127.0.0.1:${(server.address() as AddressInfo).port}/weppcloud`);
  const client = new HttpClient({
    guard: { recordedRun: "ample-otter", sandboxRun: "s", origins: new Set([urls.origin]) },
  });
  try {
    const scope = new Scope({ run_id: "s", config: "c" }, () => undefined);
    const context = { urls, scope, seedDir: "/none", recordedRun: "ample-otter", runId: "s", config: "c" };
    for (const [index, fields] of steps.entries()) {
      const step = Step.parse({
        id: `s${index}`,
        path: "/weppcloud/runs/{{run_id}}/{{config}}/x",
        ...fields,
      });
      if (step.action === "wait") continue;
      await client.send((await buildRequest(step, { ...context, api: "rq-engine" })).request);
    }
  } finally {
    await client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  return seen;
}

test("every method goes out with a body, and without one", async () => {
  const methods = ["post", "put", "patch", "delete"];
  const bare = await received(methods.map((method) => ({ action: `http_${method}`, query: { a: "1" } })));
  assert.deepEqual(bare, ["POST - ?a=1", "PUT - ?a=1", "PATCH - ?a=1", "DELETE - ?a=1"]);
  const json = await received(
    methods.map((method) => ({ action: `http_${method}`, json: { run: "ample-otter" } })),
  );
  assert.deepEqual(
    json,
    ["POST", "PUT", "PATCH", "DELETE"].map((name) => `${name} application/json {"run":"s"}`),
  );
  const rest = await received([
    { action: "http_put", urlencoded: { a: ["1", "2"] } },
    { action: "http_patch", text: "<a/>", content_type: "application/xml" },
    { action: "http_get" },
  ]);
  assert.deepEqual(rest, [
    "PUT application/x-www-form-urlencoded a=1&a=2",
    "PATCH application/xml <a/>",
    "GET - ",
  ]);
});
