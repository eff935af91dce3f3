import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { sha256 } from "../files/hash.ts";
import { makeSandbox, TestClient, testRaster, type TestServer, withServer } from "./testing/client.ts";
import { bodyOf, sendAll, stableOutputs } from "./testing/driver.ts";
import { type FormStep, moreSteps } from "./testing/more_steps.ts";
import { engineOf, flaskOf } from "./testing/runs.ts";
import { workflow } from "./testing/steps.ts";

const OPTIONS = { pollLimit: null, jobScale: 0 };

/** A run with the workflow done, without what would take its maps away again. */
async function built(server: TestServer, client: TestClient, id: string): Promise<string> {
  const run = await makeSandbox(server, id);
  const steps = (await workflow()).filter(({ flask }) => !/remove_sbs|upload_dem/.test(flask));
  await sendAll(client, steps, "rq-engine", run);
  return run;
}

/** Sends a form; returns the hash of the file that it writes. */
async function sent(
  server: TestServer,
  client: TestClient,
  run: string,
  step: FormStep,
  api: "legacy" | "rq-engine" = "rq-engine",
): Promise<string> {
  await sendAll(client, [step], step.flask === "" ? "rq-engine" : api, run);
  const dir = join(server.root, "playback", run.split(";;").at(-1) ?? "");
  const text = await readFile(join(dir, step.writes), "utf8");
  // The head of the loss report carries the time of the run.
  return sha256(text.replace(/built .*/, ""));
}

async function play(
  server: TestServer,
  client: TestClient,
  id: string,
  api: "legacy" | "rq-engine",
): Promise<string[]> {
  const run = await built(server, client, id);
  const hashes: string[] = [];
  for (const step of await moreSteps()) hashes.push(await sent(server, client, run, step, api));
  return hashes;
}

test("startEmbedded() serves the forms beside the workflow, in both generations with the same outputs", async () => {
  await withServer(OPTIONS, async (server) => {
    const client = await new TestClient(server).start();
    const current = await play(server, client, "new", "rq-engine");
    assert.deepEqual(await play(server, client, "old", "legacy"), current);
    const dir = join(server.root, "playback", "new");
    const outputs = await stableOutputs(dir);
    for (
      const path of [
        "landuse/_plan_map.tif",
        "_pups/omni/scenarios/uniform_low/wepp/output/run/summary.json",
        "_pups/omni/scenarios/sbs_map_1/wepp/output/run/summary.json",
        "_pups/omni/contrasts/1/wepp/output/run/summary.json",
        "omni/contrast_id_definitions.psv",
        "omni/stream.geojson",
      ]
    ) assert.ok(outputs[path] !== undefined, path);
  });
});

test("startEmbedded() writes something else when a form holds something else", async () => {
  await withServer(OPTIONS, async (server) => {
    const client = await new TestClient(server).start();
    const run = await built(server, client, "twice");
    for (const step of await moreSteps()) {
      const { json: _json, form: _form, urlencoded: _urlencoded, ...rest } = step;
      const first = await sent(server, client, run, step);
      assert.notEqual(await sent(server, client, run, { ...rest, ...step.other }), first, step.writes);
    }
  });
});

test("a child run is read under its composite id, and its run's rights are its own", async () => {
  await withServer(OPTIONS, async (server) => {
    const client = await new TestClient(server).start();
    const run = await built(server, client, "parent");
    const child = `${run};;omni;;uniform_low`;
    assert.equal((await client.send("GET", flaskOf(child, "report/wepp/results/"))).status, 200);
    const part = await client.send("GET", flaskOf(child, "download/wepp/output/run/summary.json"));
    assert.match(await part.text(), /uniform_low/);
    assert.equal((await client.send("GET", flaskOf(child, "browse/wepp/"))).status, 200);
    assert.equal((await client.send("GET", flaskOf(`${run};;omni;;none`, ""))).status, 404);
    assert.equal((await client.send("GET", flaskOf(`${run};;omni;;..`, ""))).status, 404);
    assert.equal((await client.send("GET", flaskOf(`${run};;other;;uniform_low`, ""))).status, 404);
  });
});

test("entries of a user's table are written, refused when they are stale, and dropped", async () => {
  await withServer(OPTIONS, async (server) => {
    const client = await new TestClient(server).start();
    const run = await makeSandbox(server, "table");
    const entry = engineOf(run, "landuse-map/3");
    const put = (body: unknown) =>
      client.send("PATCH", entry, {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    assert.equal((await put({ label: "a" })).status, 200);
    assert.equal((await put({ label: "b", version: 1 })).status, 200);
    const stale = await put({ label: "c", version: 1 });
    assert.equal(stale.status, 409);
    assert.match(await stale.text(), /STALE_LOOKUP/);
    assert.equal((await client.send("DELETE", flaskOf(run, "tasks/delete_landuse_map/3"))).status, 200);
    assert.equal((await client.send("DELETE", entry)).status, 404);
    assert.equal((await put({ label: "x" })).status, 200);
  });
});

test("a dry run of contrasts says what would be run and runs nothing; deleting takes what was run away", async () => {
  await withServer(OPTIONS, async (server) => {
    const client = await new TestClient(server).start();
    const run = await built(server, client, "contrasts");
    const step = (await moreSteps()).find(({ engine }) => engine === "run-omni-contrasts");
    assert.ok(step !== undefined);
    const dry = await client.send("POST", engineOf(run, "run-omni-contrasts-dry-run"), bodyOf(step, ""));
    const { result } = await dry.json() as { result: { items: { control: string }[] } };
    assert.deepEqual(result.items.map(({ control }) => control), ["uniform_low"]);
    const out = flaskOf(run, "download/omni/contrasts.out.csv");
    assert.equal((await client.send("GET", out)).status, 404);
    await sendAll(client, [step], "rq-engine", run);
    assert.equal((await client.send("GET", out)).status, 200);
    await client.finish(await client.post(engineOf(run, "delete-omni-contrasts")));
    assert.equal((await client.send("GET", out)).status, 404);
  });
});

test("uploads that belong to no run make one, or lie with their batch", async () => {
  await withServer(OPTIONS, async (server) => {
    const client = await new TestClient(server).start();
    const map = await testRaster((column) => column % 4);
    const send = (path: string, field: string, name: string, bytes: Uint8Array) => {
      const form = new FormData();
      form.append(field, new Blob([Uint8Array.from(bytes)]), name);
      return client.send("POST", `/rq-engine/api/${path}`, { body: form });
    };
    const fire = await send("huc-fire/tasks/upload-sbs/", "input_upload_sbs", "fire.tif", map);
    const { result } = await fire.json() as { result: { runid: string; disturbed_fn: string } };
    assert.equal(result.disturbed_fn, "fire.tif");
    const kept = await client.send("GET", flaskOf(result.runid, "download/disturbed/fire.tif"));
    assert.equal(sha256(new Uint8Array(await kept.arrayBuffer())), sha256(map));
    assert.equal((await send("batch/_/none/upload-sbs-map", "sbs_map", "m.tif", map)).status, 404);
  });
  await withServer(OPTIONS, async (outer) => {
    await withServer({ ...OPTIONS, batchRoot: join(outer.root, "batch") }, async (server) => {
      const client = await new TestClient(server).start();
      const shapes = '{"type":"FeatureCollection","features":[{},{}]}';
      for (const field of ["geojson_file", "file"]) {
        const form = new FormData();
        form.append(field, new Blob([shapes]), "basins.geojson");
        const answer = await client.send("POST", "/rq-engine/api/batch/_/west/upload-geojson", {
          body: form,
        });
        assert.match(await answer.text(), /"feature_count":2/);
      }
      const kept = join(outer.root, "batch", "west", "resources", "basins.geojson");
      assert.equal(await readFile(kept, "utf8"), shapes);
    });
  });
});
