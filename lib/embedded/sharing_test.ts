import assert from "node:assert/strict";
import { test } from "node:test";
import { COLLEAGUE } from "./auth/users.ts";
import { makeSandbox, TestClient, withServer } from "./testing/client.ts";
import { createRun, engineOf, flaskOf } from "./testing/runs.ts";

test("a run is its owner's until it is shared, and is nobody else's again afterwards", async () => {
  await withServer({}, async (server) => {
    const admin = await new TestClient(server).start();
    const colleague = new TestClient(server);
    await colleague.login(COLLEAGUE);
    await colleague.fetchToken();
    const run = await createRun(admin);
    const page = async (client: TestClient) => (await client.send("GET", flaskOf(run, ""))).status;
    assert.equal(await page(colleague), 403);
    for (const task of ["build-soils", "fork", "archive"]) {
      assert.equal((await colleague.post(engineOf(run, task), {})).status, 403, task);
    }
    assert.equal((await colleague.post(flaskOf(run, "rq/api/fork"), {})).status, 403);
    const added = await admin.post(flaskOf(run, "tasks/adduser/"), { "adduser-email": COLLEAGUE.email });
    const { result } = await added.json() as { result: { user_id: number } };
    assert.equal(await page(colleague), 200);
    assert.match(await (await admin.send("GET", flaskOf(run, "report/users/"))).text(), />8<.*owner/s);
    const remove = () => admin.post(flaskOf(run, "tasks/removeuser/"), result);
    assert.equal((await (await remove()).json() as { Success: boolean }).Success, true);
    assert.equal((await (await remove()).json() as { Success: boolean }).Success, false);
    assert.equal(await page(colleague), 403);
    const unknown = await admin.post(flaskOf(run, "tasks/adduser/"), {
      "adduser-email": "x@profile.invalid",
    });
    assert.equal((await unknown.json() as { Success: boolean }).Success, false);
    // An administrator gets into every run; the colleague's own run is open to both.
    const theirs = await createRun(colleague);
    assert.equal((await admin.send("GET", flaskOf(theirs, ""))).status, 200);
  });
});

test("a public run can be read by everybody; a read-only one is changed by nobody", async () => {
  await withServer({}, async (server) => {
    const owner = await new TestClient(server).start();
    const stranger = new TestClient(server);
    const run = await createRun(owner);
    const download = async () =>
      (await stranger.send("GET", flaskOf(run, "download/disturbed9002.cfg"))).status;
    assert.equal(await download(), 403);
    await owner.post(flaskOf(run, "tasks/set_public"), { public: true });
    assert.equal(await download(), 200);
    assert.match(
      await (await stranger.send("GET", flaskOf(run, "gdalinfo/disturbed9002.cfg"))).text(),
      /no raster/,
    );
    await owner.post(flaskOf(run, "tasks/set_public"), { public: false });
    assert.equal(await download(), 403);
    const change = async () => (await owner.post(flaskOf(run, "tasks/setname/"), { name: "x" })).status;
    assert.equal(await change(), 200);
    await owner.post(flaskOf(run, "tasks/set_readonly"), { readonly: true });
    assert.equal(await change(), 403);
    assert.equal((await owner.post(engineOf(run, "build-soils"), {})).status, 403);
    await owner.post(flaskOf(run, "tasks/set_readonly"), { readonly: false });
    assert.equal(await change(), 200);
  });
});

test("the addresses for tests make and delete runs, and are shut where they are switched off", async () => {
  await withServer({}, async (server) => {
    const client = await new TestClient(server).start();
    assert.equal((await client.send("GET", "/weppcloud/tests/api/ping")).status, 200);
    const made = await client.post("/weppcloud/tests/api/create-run", {
      config: "dev_unit_1",
      overrides: { "unitizer:is_english": true },
    });
    assert.equal(made.status, 201);
    const { run } = await made.json() as { run: { runid: string; config: string; cfg: string } };
    assert.equal(run.cfg, "dev_unit_1.cfg");
    const page = flaskOf(run.runid, "", "dev_unit_1");
    assert.equal((await client.send("GET", page)).status, 200);
    const gone = await client.send("DELETE", `/weppcloud/tests/api/run/${run.runid}`);
    assert.deepEqual(await gone.json(), { runid: run.runid });
    assert.equal((await client.send("GET", page)).status, 404);
  });
  await withServer({ testSupport: false }, async (server) => {
    const client = await new TestClient(server).start();
    const run = await makeSandbox(server, "safe");
    assert.equal((await client.send("GET", "/weppcloud/tests/api/ping")).status, 403);
    assert.equal((await client.send("DELETE", `/weppcloud/tests/api/run/${run}`)).status, 403);
    assert.equal((await client.send("GET", flaskOf(run, ""))).status, 200);
  });
});
