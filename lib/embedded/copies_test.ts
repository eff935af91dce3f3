import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { walkFiles } from "../files/walk.ts";
import { unzip, zipComment } from "../zip/read.ts";
import { makeSandbox, TestClient, type TestServer, withServer } from "./testing/client.ts";
import { sendAll } from "./testing/driver.ts";
import { createRun, engineOf, flaskOf } from "./testing/runs.ts";
import { workflow } from "./testing/steps.ts";

const OPTIONS = { pollLimit: null, jobScale: 0 };
const LIMITS = { files: 1000, bytes: 10_000_000 };
const passing = (path: string) => /^(_logs|archives)\/|\.log$|redisprep\.dump$/.test(path);

function withForks(body: (server: TestServer, client: TestClient) => Promise<void>, faults: string[] = []) {
  return withServer({ ...OPTIONS, faults }, async (server) => {
    const client = await new TestClient(server).start();
    await body(server, client);
  });
}

async function built(server: TestServer, client: TestClient, id: string): Promise<string> {
  const run = await makeSandbox(server, id);
  const steps = (await workflow()).filter(({ flask }) => !/remove_sbs/.test(flask));
  await sendAll(client, steps, "rq-engine", run);
  return run;
}

test("fork copies a run in both generations, under the id that was asked for", async () => {
  await withForks(async (server, client) => {
    const run = await built(server, client, "source");
    const dir = join(server.root, "playback");
    for (
      const [api, target] of [[engineOf(run, "fork"), "new"], [flaskOf(run, "rq/api/fork"), "old"]] as const
    ) {
      const id = `profile;;tmp;;${target}`;
      const response = await client.post(api, { target_runid: id });
      const answer = await response.clone().json() as Record<string, unknown>;
      assert.equal(answer["new_runid"], id);
      assert.equal(answer["undisturbify"], false);
      assert.equal((await client.finish(response))["status"], "finished");
      const copied = (await walkFiles(join(dir, target))).filter((path) => !passing(path));
      assert.deepEqual(copied, (await walkFiles(join(dir, "source"))).filter((path) => !passing(path)));
      const ron = JSON.parse(await readFile(join(dir, target, "ron.nodb"), "utf8"));
      assert.equal(ron["py/state"].wd, join(dir, target));
      assert.equal((await client.send("GET", flaskOf(id, ""))).status, 200);
      const info = await client.send("GET", flaskOf(id, "gdalinfo/dem/dem.tif"));
      assert.match(await info.text(), /Size is \d+, \d+/);
    }
  });
});

test("fork makes a throw-away target anew, and refuses a run that exists or an id that is none", async () => {
  await withForks(async (server, client) => {
    const run = await makeSandbox(server, "source");
    await makeSandbox(server, "there");
    await writeFile(join(server.root, "playback", "there", "old.txt"), "x");
    await client.finish(await client.post(engineOf(run, "fork"), { target_runid: "profile;;tmp;;there" }));
    assert.ok(!(await readdir(join(server.root, "playback", "there"))).includes("old.txt"));
    const mine = await createRun(client);
    const taken = await client.post(engineOf(run, "fork"), { target_runid: mine });
    assert.equal(taken.status, 409);
    assert.match(await taken.text(), /"conflict"/);
    for (const id of ["a;;b", "../x", "profile;;tmp;;", run]) {
      assert.equal((await client.post(engineOf(run, "fork"), { target_runid: id })).status, 400, id);
    }
    const response = await client.post(engineOf(run, "fork"), {});
    const { new_runid } = await response.clone().json() as { new_runid: string };
    await client.finish(response);
    assert.equal((await client.send("GET", flaskOf(new_runid, ""))).status, 200);
    const stranger = new TestClient(server);
    assert.equal((await stranger.send("GET", flaskOf(new_runid, ""))).status, 403);
  });
});

test("fork takes what it is told: without the fire, without WEPP's files; a stranger needs a CAPTCHA", async () => {
  await withForks(async (server, client) => {
    const run = await built(server, client, "source");
    const fork = async (name: string, body: Record<string, unknown>) => {
      await client.finish(
        await client.post(engineOf(run, "fork"), { target_runid: `profile;;tmp;;${name}`, ...body }),
      );
      return (path: string) => readFile(join(server.root, "playback", name, path)).catch(() => undefined);
    };
    const plain = await fork("plain", {});
    const calm = await fork("calm", { undisturbify: true });
    const bare = await fork("bare", { skip_wepp_runs_output: true });
    assert.ok(
      (await plain("wepp/output/run/summary.json"))?.equals(
        await readFile(join(server.root, "playback/source/wepp/output/run/summary.json")),
      ),
    );
    assert.equal(await bare("wepp/output/run/summary.json"), undefined);
    assert.equal(await calm("disturbed/sbs_4class.tif"), undefined);
    for (const path of ["soils/soils.csv", "landuse/landuse.csv", "wepp/output/ebe_pw0.txt"]) {
      const [before, after] = [await plain(path), await calm(path)];
      assert.ok(before !== undefined && after !== undefined && !before.equals(after), path);
    }
    const stranger = new TestClient(server);
    assert.equal((await stranger.post(engineOf(run, "fork"), {})).status, 403);
    assert.equal((await stranger.post(engineOf(run, "fork"), { cap_token: "x" })).status, 200);
  });
});

test("archive packs the run in both generations, restore brings it back, delete takes the archive away", async () => {
  await withForks(async (server, client) => {
    for (
      const [id, address] of [["new", engineOf], [
        "old",
        (run: string, path: string) => flaskOf(run, `rq/api/${path}`),
      ]] as const
    ) {
      const run = await built(server, client, id);
      const dir = join(server.root, "playback", id);
      const comment = "forty characters are kept of this comment, no more";
      const response = await client.post(address(run, "archive"), { comment });
      assert.deepEqual(
        Object.keys(await response.clone().json() as object).filter((key) => key !== "Success"),
        ["job_id"],
      );
      assert.equal((await client.finish(response))["status"], "finished");
      const [name = ""] = await readdir(join(dir, "archives"));
      assert.match(name, new RegExp(`^profile-tmp-${id}\\.\\d{8}T\\d{6}Z\\.zip$`));
      const download = await client.send("GET", flaskOf(run, `download/archives/${name}`));
      const bytes = new Uint8Array(await download.arrayBuffer());
      assert.equal(zipComment(bytes, name), comment.slice(0, 40));
      const paths = unzip(bytes, name, LIMITS).map(({ path }) => path);
      const files = (await walkFiles(dir)).filter((path) => !/^(_logs|archives)\//.test(path));
      assert.deepEqual(paths, files);
      await writeFile(join(dir, "soils", "soils.csv"), "spoilt");
      await writeFile(join(dir, "later.txt"), "later");
      assert.equal(
        (await client.post(engineOf(run, "restore-archive"), { archive_name: "none.zip" })).status,
        404,
      );
      const restored = await client.post(engineOf(run, "restore-archive"), { archive_name: name });
      assert.equal((await client.finish(restored))["status"], "finished");
      assert.notEqual(await readFile(join(dir, "soils", "soils.csv"), "utf8"), "spoilt");
      assert.ok(!(await readdir(dir)).includes("later.txt"));
      assert.equal(
        (await client.post(engineOf(run, "delete-archive"), { archive_name: "../x.zip" })).status,
        404,
      );
      assert.equal((await client.post(engineOf(run, "delete-archive"), { archive_name: name })).status, 200);
      assert.deepEqual(await readdir(join(dir, "archives")), []);
    }
  });
});

test("archive is refused while a job of the run is under way", async () => {
  await withServer({ ...OPTIONS, faults: ["endless-job=archive"] }, async (server) => {
    const client = await new TestClient(server).start();
    const run = await makeSandbox(server, "busy");
    assert.equal((await client.post(engineOf(run, "archive"), {})).status, 200);
    assert.equal((await client.post(engineOf(run, "archive"), {})).status, 400);
  });
});

test("the faults of copies do what they say", async () => {
  const faults = ["no-endpoint=restore-archive", "fork-unreadable", "archive-incomplete"];
  await withForks(async (server, client) => {
    const run = await built(server, client, "odd");
    const dir = join(server.root, "playback");
    await client.finish(await client.post(engineOf(run, "fork"), { target_runid: "profile;;tmp;;torn" }));
    const torn = await readFile(join(dir, "torn", "ron.nodb"), "utf8");
    assert.throws(() => JSON.parse(torn));
    await client.finish(await client.post(engineOf(run, "archive"), {}));
    const [name = ""] = await readdir(join(dir, "odd", "archives"));
    const packed = unzip(await readFile(join(dir, "odd", "archives", name)), name, LIMITS).length;
    const files = (await walkFiles(join(dir, "odd"))).filter((path) => !/^(_logs|archives)\//.test(path));
    assert.equal(packed, files.length - 1);
    const gone = await client.post(engineOf(run, "restore-archive"), { archive_name: name });
    assert.equal(gone.status, 404);
    assert.ok(!(await gone.text()).includes("code"));
  }, faults);
  await withForks(async (server, client) => {
    const run = await built(server, client, "bad");
    await client.finish(await client.post(engineOf(run, "archive"), {}));
    const folder = join(server.root, "playback", "bad", "archives");
    const [name = ""] = await readdir(folder);
    const bytes = await readFile(join(folder, name));
    assert.throws(() => unzip(bytes, name, LIMITS), /damaged/);
  }, ["archive-damaged"]);
});
