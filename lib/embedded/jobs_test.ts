import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, bodyOf, sendAll } from "./testing/driver.ts";
import { makeSandbox, TestClient, type TestServer, withServer } from "./testing/client.ts";
import { type Step, workflow } from "./testing/steps.ts";

/** Everything up to and without run-wepp. */
async function prepare(
  server: TestServer,
  id: string,
): Promise<{ client: TestClient; run: string; wepp: Step; steps: Step[] }> {
  const steps = await workflow();
  const at = steps.findIndex((step) => step.engine === "run-wepp");
  const client = await new TestClient(server).start();
  const run = await makeSandbox(server, id);
  await sendAll(client, steps.slice(0, at), "rq-engine", run);
  const wepp = steps[at];
  assert.ok(wepp !== undefined);
  return { client, run, wepp, steps };
}

/** Sends a step; returns the answer's job id. */
async function enqueue(client: TestClient, step: Step, run: string): Promise<string> {
  const response = await client.send(
    "POST",
    addressOf(step, "rq-engine", run, "disturbed9002"),
    bodyOf(step, client.csrf),
  );
  const { job_id } = await response.json() as { job_id: string };
  return job_id;
}

async function getJson(client: TestClient, path: string): Promise<Record<string, unknown>> {
  return await (await client.send("GET", path)).json() as Record<string, unknown>;
}

/** Polls until the test holds, on the old or new route. */
async function until(client: TestClient, path: string, holds: (state: Record<string, unknown>) => boolean) {
  for (;;) {
    const state = await getJson(client, path);
    if (holds(state)) return state;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("run-wepp is an orchestrator that finishes early: its tree has hillslopes and the watershed", async () => {
  await withServer({ pollLimit: null }, async (server) => {
    const { client, run, wepp } = await prepare(server, "tree");
    const id = await enqueue(client, wepp, run);
    const early = await until(
      client,
      `/rq-engine/api/jobinfo/${id}`,
      (node) => node["status"] === "finished",
    );
    assert.notEqual((await getJson(client, `/rq-engine/api/jobstatus/${id}`))["status"], "finished");
    const children = early["children"] as Record<string, { status: string; job_id: string }[]>;
    assert.deepEqual(Object.keys(children), ["0", "1"]);
    assert.ok((children["0"]?.length ?? 0) > 3);
    assert.equal(children["1"]?.[0]?.status, "deferred");
    const end = await until(client, `/rq-engine/api/jobstatus/${id}`, (state) => state["ended_at"] !== null);
    assert.equal(end["status"], "finished");
    assert.match(String(end["started_at"]), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\+00:00$/);
    assert.match(String(end["ended_at"]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const legacy = await getJson(client, `/weppcloud/rq/api/jobstatus/${id}`);
    assert.deepEqual(Object.keys(legacy), ["id", "runid", "status", "started_at", "ended_at"]);
    const node = await getJson(client, `/weppcloud/rq/api/jobinfo/${id}`);
    assert.ok(node["id"] === id && node["job_id"] === undefined);
    const batch = await (await client.post("/rq-engine/api/jobinfo", { job_ids: ["none", id] })).json() as {
      jobs: Record<string, { status: string }>;
      job_ids: string[];
    };
    assert.deepEqual(batch.job_ids, [id]);
    assert.equal(batch.jobs["none"]?.status, "not_found");
  });
});

test("an unknown job is 404 in the new API and 200 with not_found in the old", async () => {
  await withServer({}, async (server) => {
    const client = new TestClient(server);
    const current = await client.send("GET", "/rq-engine/api/jobstatus/nope");
    assert.equal(current.status, 404);
    assert.equal((await current.json() as { error: { code: string } }).error.code, "not_found");
    const old = await client.send("GET", "/weppcloud/rq/api/jobstatus/nope");
    assert.equal(old.status, 200);
    assert.equal((await old.json() as { status: string }).status, "not_found");
  });
});

test("a change while a job is pending is 409 job_active; canceling frees the run", async () => {
  await withServer({ faults: ["endless-job=fetch-dem-and-build-channels"] }, async (server) => {
    const client = await new TestClient(server).start();
    const run = await makeSandbox(server, "busy");
    const fetchDem = (await workflow()).find((step) => step.engine === "fetch-dem-and-build-channels");
    assert.ok(fetchDem !== undefined);
    const id = await enqueue(client, fetchDem, run);
    await until(client, `/rq-engine/api/jobstatus/${id}`, (state) => state["status"] === "started");
    const path = `/rq-engine/api/runs/${run}/disturbed9002/build-soils`;
    const refused = await client.post(path, {});
    assert.equal(refused.status, 409);
    assert.equal((await refused.json() as { error: { code: string } }).error.code, "job_active");
    const legacy = await client.post(`/weppcloud/runs/${run}/disturbed9002/rq/api/build_soils`, {});
    assert.equal(legacy.status, 409);
    assert.equal((await legacy.json() as { Success: boolean }).Success, false);
    assert.equal((await client.post(`/rq-engine/api/canceljob/${id}`)).status, 200);
    assert.equal((await getJson(client, `/rq-engine/api/jobstatus/${id}`))["status"], "stopped");
    assert.equal((await client.post(path, {})).status, 200);
  });
});

test("no-worker leaves jobs queued", async () => {
  await withServer({ faults: ["no-worker"] }, async (server) => {
    const run = await makeSandbox(server, "idle");
    const client = new TestClient(server);
    const { job_id } = await getJson(client, `/rq-engine/api/runs/${run}/disturbed9002/hello-world`);
    for (let poll = 0; poll < 10; poll++) {
      const state = await getJson(client, `/rq-engine/api/jobstatus/${job_id}`);
      assert.equal(state["status"], "queued");
      assert.equal((state["queue"] as { jobs_ahead: number }).jobs_ahead, 0);
    }
  });
});

test("polls beyond the limit are 429 with Retry-After, each endpoint for itself, and pass later", async () => {
  let now = 0;
  await withServer({ pollLimit: 3, now: () => now }, async (server) => {
    const client = new TestClient(server);
    const poll = (route: string) => client.send("GET", `/rq-engine/api/${route}/nope`);
    for (let count = 0; count < 3; count++) assert.equal((await poll("jobstatus")).status, 404);
    now = 10_000;
    const limited = await poll("jobstatus");
    assert.equal(limited.status, 429);
    assert.equal(limited.headers.get("retry-after"), "50");
    assert.equal((await poll("jobinfo")).status, 404);
    now = 60_001;
    assert.equal((await poll("jobstatus")).status, 404);
  });
});

test("failing-job ends in failed with a traceback", async () => {
  await withServer({ faults: ["failing-job"] }, async (server) => {
    const client = await new TestClient(server).start();
    const run = await makeSandbox(server, "fail");
    const state = await client.finish(
      await client.post(`/rq-engine/api/runs/${run}/disturbed9002/build-soils`, {}),
    );
    assert.equal(state["status"], "failed");
    const node = await getJson(client, `/rq-engine/api/jobinfo/${state["job_id"]}`);
    assert.match(String(node["exc_info"]), /^Traceback \(most recent call last\):\n {2}File "/);
  });
});

test("failing-child fails the watershed late, or a hillslope, and the tree says failed", async () => {
  for (const kind of ["watershed", "hillslope"]) {
    await withServer({ faults: [`failing-child=${kind}`], pollLimit: null }, async (server) => {
      const { client, run, wepp } = await prepare(server, kind);
      const id = await enqueue(client, wepp, run);
      const end = await until(
        client,
        `/rq-engine/api/jobstatus/${id}`,
        (state) => state["status"] !== "started" && state["status"] !== "queued",
      );
      assert.equal(end["status"], "failed");
      const node = await getJson(client, `/rq-engine/api/jobinfo/${id}`);
      assert.equal(node["status"], "failed");
      const children = node["children"] as Record<string, { status: string; exc_info: string | null }[]>;
      const failed = Object.values(children).flat().filter((child) => child.status === "failed");
      assert.match(failed[0]?.exc_info ?? "", /failing-child/);
      assert.equal(failed.length, 1);
      assert.equal(children["1"]?.[0]?.status, kind === "watershed" ? "failed" : "deferred");
      assert.equal(
        (await client.post(`/rq-engine/api/runs/${run}/disturbed9002/build-soils`, {})).status,
        200,
      );
    });
  }
});

test("a job that cannot work fails: an outlet outside of the map", async () => {
  await withServer({}, async (server) => {
    const client = await new TestClient(server).start();
    const run = await makeSandbox(server, "outside");
    const steps = (await workflow()).filter((step) => step.engine === "fetch-dem-and-build-channels");
    await sendAll(client, steps, "rq-engine", run);
    const path = `/rq-engine/api/runs/${run}/disturbed9002/set-outlet`;
    const state = await client.finish(await client.post(path, { latitude: 10, longitude: 10 }));
    assert.equal(state["status"], "failed");
    assert.match(JSON.stringify(state["error"]), /outside of the DEM/);
  });
});

test("two changes of one run at the same time: one of them is 409", async () => {
  await withServer({}, async (server) => {
    const client = await new TestClient(server).start();
    const run = await makeSandbox(server, "pair");
    const path = `/rq-engine/api/runs/${run}/disturbed9002/build-soils`;
    const answers = await Promise.all([client.post(path, {}), client.post(path, {})]);
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 409]);
  });
});
