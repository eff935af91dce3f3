import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { sharedData } from "../../tests/shared_data.ts";
import { walkFiles } from "../files/walk.ts";
import { AuditEvent } from "../model/event.ts";
import { makeSandbox, TestClient, withServer } from "./testing/client.ts";
import { bodyOf } from "./testing/driver.ts";
import { type Step, workflow } from "./testing/steps.ts";

const RECORDINGS = [
  "v1/us-small",
  "v2/us-small",
  "v2/sbs-reupload",
  "v3-bodies/us-small",
  "v5/us-small",
  "v5/sbs-reupload",
];

test("startEmbedded() serves every request of the recordings with the status that was recorded", async () => {
  const data = sharedData();
  if (data === undefined) return;
  const steps = await workflow();
  for (const recording of RECORDINGS) {
    await withServer({ pollLimit: null, jobScale: 0 }, async (server) => {
      const events = await responsesOf(join(data, recording, "runs"));
      const run = await makeSandbox(server, "replayed", events[0]?.config ?? "");
      const client = await new TestClient(server).start();
      let job = "";
      for (const event of events) {
        const path = (event.endpoint ?? "").replace(/^https?:\/\/[^/]+/, "")
          .replace(event.runId ?? "", encodeURIComponent(run))
          .replace(/(job(?:status|info))\/[0-9a-f-]{36}/, `$1/${job}`);
        const response = await client.send(event.method ?? "GET", path, bodyFor(event, steps, client.csrf));
        assert.equal(
          response.status,
          event.status,
          `${recording}: ${event.method} ${path} ${await response.clone().text()}`,
        );
        if (!/job_id/.test(await response.clone().text()) || /jobstatus|jobinfo/.test(path)) continue;
        const state = await client.finish(response);
        assert.equal(state["status"], "finished", `${recording}: ${path} ${JSON.stringify(state)}`);
        job = String(state["job_id"]);
      }
    });
  }
});

async function responsesOf(folder: string): Promise<AuditEvent[]> {
  const [log] = (await walkFiles(folder)).filter((path) => path.endsWith("_logs/profile.events.jsonl"));
  assert.ok(log !== undefined);
  const lines = (await readFile(join(folder, log), "utf8")).trimEnd().split("\n");
  return lines.map((line) => AuditEvent.parse(JSON.parse(line))).filter((event) =>
    event.stage === "response"
  );
}

/** The recordings' own bodies where the workflow has no step of that name: most generations lost them anyway. */
function bodyFor(event: AuditEvent, steps: readonly Step[], csrf: string): RequestInit {
  if (event.method === "GET") return {};
  const path = (event.endpoint ?? "").split("?")[0] ?? "";
  const step = steps.find((candidate) =>
    path.endsWith(`/${candidate.flask}`) ||
    (candidate.engine !== undefined && path.endsWith(`/${candidate.engine}`))
  );
  if (step !== undefined) return bodyOf(step, csrf);
  const known: Record<string, unknown> = {
    "elevationquery/": { lat: 46.7048, lng: -117.0227 },
    "recorder/promote": { slug: "x" },
    "/query": {
      datasets: [{ path: "watershed/hillslopes.parquet", alias: "h" }],
      columns: ["h.topaz_id", "h.area"],
      limit: 5,
    },
  };
  const [, body] = Object.entries(known).find(([end]) => path.endsWith(end)) ?? [];
  return body === undefined
    ? {}
    : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
