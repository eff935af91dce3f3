import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { sha256 } from "../files/hash.ts";
import { walkFiles } from "../files/walk.ts";
import { AuditEvent } from "../model/event.ts";
import { makeSandbox, TestClient, withServer } from "./testing/client.ts";
import { sendAll } from "./testing/driver.ts";
import { workflow } from "./testing/steps.ts";

async function eventsOf(dir: string): Promise<AuditEvent[]> {
  const text = await readFile(join(dir, "_logs/profile.events.jsonl"), "utf8");
  assert.ok(text.endsWith("\n"));
  return text.trimEnd().split("\n").map((line) => AuditEvent.parse(JSON.parse(line)));
}

test("the audit log holds every request of a run with its values, bytes and answer", async () => {
  await withServer({ pollLimit: null }, async (server) => {
    const run = await makeSandbox(server, "log");
    const client = await new TestClient(server).start();
    const steps = await workflow();
    await sendAll(client, steps, "rq-engine", run);
    await client.send(
      "GET",
      `/weppcloud/runs/${encodeURIComponent(run)}/disturbed9002/view/closest_stations/?mode=0&_=1`,
    );
    await client.post(`/weppcloud/runs/${run}/disturbed9002/recorder/events`, { events: [] });
    const dir = join(server.root, "playback", "log");
    const events = await eventsOf(dir);
    const requests = events.filter((event) => event.stage === "request");
    const seen = server.requests.filter((entry) =>
      entry.run_id === run && !entry.path.includes("/recorder/")
    );
    assert.equal(requests.length, seen.length);
    assert.ok(requests.some((event) => event.endpoint?.startsWith("/rq-engine/api/jobstatus/")));
    for (const request of requests) {
      const [end] = events.filter((event) => event.id === request.id && event.stage !== "request");
      assert.ok(end?.stage === "response" && end.status !== undefined && end.durationMs !== undefined);
      assert.equal(end.sessionId, request.sessionId);
      assert.match(request.id ?? "", /^[0-9a-z]+-[0-9a-z]+$/);
      assert.deepEqual([request.runId, request.config], [run, "disturbed9002"]);
    }
    const landuse = requests.find((event) => event.endpoint?.endsWith("/build-landuse"));
    assert.equal(landuse?.category, "file_upload");
    assert.deepEqual(landuse?.requestMeta?.formValues?.["mofe_opts"], ["a", "b"]);
    const parts = landuse?.requestMeta?.parts ?? [];
    assert.deepEqual(parts.map((part) => part.name).slice(-3), [
      "input_upload_landuse",
      "mofe_opts",
      "mofe_opts",
    ]);
    const file = parts.find((part) => part.filename === "lu2021.tif");
    assert.equal(sha256(await readFile(join(dir, "_logs/bodies", file?.sha256 ?? ""))), file?.sha256);
    const name = requests.find((event) => event.endpoint?.endsWith("/tasks/setname/"));
    assert.equal(name?.requestMeta?.bodyType, "urlencoded");
    assert.equal(name?.requestMeta?.parts?.[0]?.value, "Small basin / unit 7");
    const outlet = requests.find((event) => event.endpoint?.endsWith("/set-outlet"));
    assert.deepEqual(JSON.parse(outlet?.requestMeta?.jsonPayload ?? ""), {
      latitude: 46.6948,
      longitude: -117.0127,
    });
    const answer = events.find((event) => event.id === outlet?.id && event.stage === "response");
    assert.match(answer?.responseMeta?.body ?? "", /"job_id":/);
    const stations = events.filter((event) => event.endpoint?.includes("/closest_stations/"));
    assert.deepEqual(stations.map((event) => event.endpoint?.split("?")[1]), [undefined, "mode=0&_=1"]);
    assert.deepEqual(stations[0]?.params, ["mode", "_"]);
    assert.equal((await readdir(join(dir, "_logs/bodies"))).length, 5);
  });
});

test("the audit log keeps refused requests as errors and no credential in any file", async () => {
  await withServer({ pollLimit: null }, async (server) => {
    const run = await makeSandbox(server, "secret");
    const client = await new TestClient(server).start();
    const engine = `/rq-engine/api/runs/${run}/disturbed9002`;
    const session = await (await client.post(`${engine}/session-token`)).json() as { token: string };
    const secrets = [
      session.token,
      client.token,
      client.csrf,
      server.account.password,
      ...client.cookies.values(),
    ];
    await client.send("GET", `/weppcloud/runs/${run}/disturbed9002/`);
    const form = new FormData();
    form.append("csrf_token", client.csrf);
    form.append("soil_mode", "0");
    await client.finish(
      await client.send("POST", `/weppcloud/runs/${run}/disturbed9002/rq/api/build_soils`, { body: form }),
    );
    client.token = undefined;
    await client.post(`${engine}/set-outlet`, { latitude: 1, longitude: 2 });
    const dir = join(server.root, "playback", "secret");
    const events = await eventsOf(dir);
    const error = events.find((event) => event.stage === "error");
    assert.deepEqual(error?.error, {
      name: "HttpError",
      message: "HTTP 401 UNAUTHORIZED",
      status: 401,
      detail: "Missing Authorization header",
    });
    const soils = events.find((event) => event.endpoint?.endsWith("build_soils"));
    assert.equal(soils?.requestMeta?.parts?.[0]?.value, "[redacted]");
    for (const path of await walkFiles(server.root)) {
      const text = await readFile(join(server.root, path), "utf8");
      for (const secret of secrets) assert.ok(secret === undefined || !text.includes(secret), path);
    }
  });
});

test("busyMs() is the union of requests and jobs, and the request log tells status and run", async () => {
  const started = performance.now();
  await withServer({ jobScale: 1 }, async (server) => {
    assert.equal(server.busyMs(), 0);
    const run = await makeSandbox(server, "busy");
    const client = await new TestClient(server).start();
    await client.finish(await client.send("GET", `/rq-engine/api/runs/${run}/disturbed9002/hello-world`));
    assert.ok(server.busyMs() >= 19, String(server.busyMs()));
    assert.ok(server.busyMs() <= performance.now() - started);
    const entry = server.requests.find((request) => request.path.endsWith("hello-world"));
    assert.deepEqual([entry?.method, entry?.status, entry?.run_id], ["GET", 200, run]);
  });
});
