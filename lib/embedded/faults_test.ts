import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyOf } from "./testing/driver.ts";
import { makeSandbox, TestClient, withServer } from "./testing/client.ts";
import { workflow } from "./testing/steps.ts";

test("upload-401 refuses uploads with valid credentials and nothing else", async () => {
  await withServer({ faults: ["upload-401"] }, async (server) => {
    const client = await new TestClient(server).start();
    const run = await makeSandbox(server, "up");
    const upload = (await workflow()).find((step) => step.engine === "tasks/upload-sbs/");
    assert.ok(upload !== undefined);
    for (
      const path of [
        `/rq-engine/api/runs/${run}/disturbed9002/tasks/upload-sbs/`,
        `/weppcloud/runs/${run}/disturbed9002/tasks/upload_sbs/`,
      ]
    ) {
      assert.equal((await client.send("POST", path, bodyOf(upload, client.csrf))).status, 401);
    }
    const form = new FormData();
    form.append("soil_mode", "0");
    const soils = `/rq-engine/api/runs/${run}/disturbed9002/build-soils`;
    assert.equal((await client.send("POST", soils, { body: form })).status, 200);
  });
});

test("session-expired ends sessions and tokens once; logging in again works", async () => {
  await withServer({ faults: ["session-expired=2"] }, async (server) => {
    const client = new TestClient(server);
    await client.login();
    const run = await makeSandbox(server, "expire");
    await client.fetchToken();
    const soils = `/rq-engine/api/runs/${run}/disturbed9002/set-outlet`;
    assert.equal((await client.post(soils, {})).status, 400);
    const expired = await client.post(soils, {});
    assert.equal(expired.status, 401);
    assert.match(await expired.text(), /token has expired/);
    assert.notEqual((await client.post("/weppcloud/api/auth/session-heartbeat")).status, 200);
    await client.start();
    for (let count = 0; count < 5; count++) assert.equal((await client.post(soils, {})).status, 400);
    assert.equal((await client.post("/weppcloud/api/auth/session-heartbeat")).status, 200);
  });
});

test("wrong-password lets nobody in although the password is right", async () => {
  await withServer({ faults: ["wrong-password"] }, async (server) => {
    const client = new TestClient(server);
    const response = await client.login();
    assert.equal(response.status, 200);
    assert.ok(client.cookies.has("weppcloud_session"));
    assert.equal((await client.post("/weppcloud/api/auth/session-heartbeat")).status, 401);
  });
});

test("mutation-500, redirect-away and job-unknown do what they say", async () => {
  await withServer(
    { faults: ["mutation-500=set_outlet", "redirect-away", "job-unknown"] },
    async (server) => {
      const client = await new TestClient(server).start();
      const run = await makeSandbox(server, "odd");
      const base = `/rq-engine/api/runs/${run}/disturbed9002`;
      const broken = await client.post(`${base}/set-outlet`, { latitude: 1, longitude: 1 });
      assert.equal(broken.status, 500);
      assert.match(await broken.text(), /Traceback/);
      const away = await client.send("GET", `/weppcloud/runs/${run}/disturbed9002/report/soils/`);
      assert.equal(away.status, 302);
      assert.equal(new URL(away.headers.get("location") ?? "").host, "elsewhere.invalid");
      const { job_id } = await (await client.post(`${base}/build-soils`, {})).json() as { job_id: string };
      assert.equal((await client.send("GET", `/rq-engine/api/jobstatus/${job_id}`)).status, 404);
    },
  );
});

test("requests that are not valid are refused in the words of their generation", async () => {
  await withServer({}, async (server) => {
    const client = await new TestClient(server).start();
    const run = await makeSandbox(server, "bad");
    const engine = `/rq-engine/api/runs/${run}/disturbed9002`;
    const flask = `/weppcloud/runs/${run}/disturbed9002`;
    const current = await client.post(`${engine}/tasks/upload-sbs/`, {});
    assert.equal(current.status, 400);
    assert.match(await current.text(), /input_upload_sbs is required/);
    const old = await client.post(`${flask}/rq/api/set_outlet`, { latitude: "north", longitude: 1 });
    assert.deepEqual(await old.json(), {
      Success: false,
      Error: "latitude must be a number",
      StackTrace: [],
    });
    const form = new FormData();
    form.append("input_upload_sbs", new Blob(["x"]), "notes.docx");
    const extension = await client.send("POST", `${engine}/tasks/upload-sbs/`, { body: form });
    assert.match(await extension.text(), /Invalid file extension for notes\.docx/);
    const early = await client.post(`${engine}/run-wepp`, {});
    assert.equal(early.status, 409);
    assert.match(await early.text(), /invalid_watershed_abstraction_state/);
    for (
      const tail of [
        "resources/subcatchments.json",
        "query/delineation_pass/",
        "report/wepp/results/",
        "download/nothing.txt",
      ]
    ) {
      assert.equal((await client.send("GET", `${flask}/${tail}`)).status, 404, tail);
    }
    const json = await client.send("POST", `${engine}/set-outlet`, {
      headers: { "content-type": "application/json" },
      body: "{",
    });
    assert.equal(json.status, 400);
    assert.equal((await client.send("DELETE", `${engine}/set-outlet`)).status, 405);
  });
});
