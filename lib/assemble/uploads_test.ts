/** The bytes of uploaded files: from the run, from own recordings, from --uploads. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { sha256 } from "../files/hash.ts";
import { filesOf, profileOf, seedHash, stepsOf } from "./testing/draft.ts";
import { form, json, SBS, type TestRequest, withRecording } from "./testing/log.ts";

test("assemble() gives the bytes of one field to the last upload only", async () => {
  await withRecording([SBS, SBS], async ({ assemble, put }) => {
    await put("disturbed/fire.tif", "second");
    const result = await assemble();
    const steps = await stepsOf(result);
    assert.equal(await seedHash(result, steps[1], "input_upload_sbs"), sha256("second"));
    assert.deepEqual(result.holes.map(({ step, field }) => `${step}.${field}`), [
      "upload-sbs.files.input_upload_sbs",
    ]);
  });
});

test("assemble() takes no stored bytes where a doubt is left", async () => {
  await withRecording([SBS, SBS], async ({ assemble, put }) => {
    await put("disturbed/a.tif", "one");
    await put("disturbed/b.tif", "two");
    assert.equal((await assemble()).holes.length, 2);
    await put(
      "disturbed.nodb",
      JSON.stringify({ "py/state": { disturbed_path: "/wc1/runs/am/ample-otter/disturbed/b.tif" } }),
    );
    const result = await assemble();
    assert.equal(await seedHash(result, (await stepsOf(result))[1], "input_upload_sbs"), sha256("two"));
    assert.equal(result.holes.length, 1);
  });
  await withRecording([SBS, { ...SBS, status: 500 }], async ({ assemble, put }) => {
    await put("disturbed/a.tif", "perhaps of the second");
    assert.equal((await assemble()).holes.length, 1);
  });
  await withRecording(
    [SBS, { to: "tasks/build_uniform_sbs/", meta: json({ value: 3 }) }],
    async ({ assemble, put }) => {
      await put("disturbed/uniform.tif", "made by the server");
      assert.equal((await assemble()).holes.length, 1);
    },
  );
  await withRecording([SBS], async ({ assemble, put }) => {
    await put(
      "disturbed.nodb",
      JSON.stringify({ "py/state": { disturbed_path: "/x/ample-otter/../../secret.tif" } }),
    );
    assert.equal((await assemble()).holes.length, 1);
  });
});

test("assemble() looks at uploads outside of the window too", async () => {
  await withRecording([SBS, SBS], async ({ assemble, put }) => {
    await put("disturbed/fire.tif", "second");
    const result = await assemble({ to: "2026-01-02T03:04:05.500Z" });
    assert.equal(result.steps, 1);
    assert.equal(result.holes.length, 1);
  });
});

test("assemble() sends unused file fields empty, without a hole", async () => {
  const meta = form({ landuse_mode: "0", csrf_token: "abc" }, ["input_upload_landuse"]);
  await withRecording([{ to: "rq/api/build_landuse", meta }], async ({ assemble }) => {
    const result = await assemble();
    const [step] = await stepsOf(result);
    assert.deepEqual(filesOf(step), { input_upload_landuse: { empty: true } });
    assert.deepEqual(step !== undefined && "form" in step && step.form, { landuse_mode: "0" });
    assert.equal(step?.action, "http_post");
    assert.deepEqual(result.holes, []);
  });
});

test("assemble() takes the bytes of own recordings by hash, each upload its own", async () => {
  const parts = (
    hash: string,
  ) => [{ name: "input_upload_sbs", filename: "fire.tif", type: "image/tiff", size: 5, sha256: hash }];
  const upload = (bytes: string): TestRequest => ({
    to: "/rq-engine/api/runs/ample-otter/dev_unit_1/tasks/upload-sbs/",
    meta: { hasBody: true, bodyType: "form-data", parts: parts(sha256(bytes)) },
    answer: '{"result":{}}',
  });
  await withRecording([upload("one"), upload("two"), upload("one")], async ({ assemble, keep, put }) => {
    await keep("one");
    await keep("two");
    const result = await assemble();
    const steps = await stepsOf(result);
    const hashes = [];
    for (const step of steps) hashes.push(await seedHash(result, step, "input_upload_sbs"));
    assert.deepEqual(hashes, [sha256("one"), sha256("two"), sha256("one")]);
    assert.equal(result.seeds, 2);
    assert.equal((await profileOf(result)).metadata.api, "rq-engine");
    await put(`_logs/bodies/${sha256("two")}`, "damaged");
    const damaged = await assemble();
    assert.deepEqual(damaged.holes.map(({ step }) => step), ["upload-sbs-2"]);
  });
});

test("assemble() uses --uploads by field and name", async () => {
  const meta = (filename: string) => ({
    hasBody: true,
    bodyType: "form-data",
    parts: [{ name: "input_upload_dem", filename, size: 3, sha256: "0".repeat(64) }],
  });
  const requests = [{ to: "tasks/upload_dem/", meta: meta("my dem.tif") }, {
    to: "tasks/upload_dem/",
    meta: meta("gone.tif"),
  }];
  await withRecording(requests, async ({ assemble, put, runDir }) => {
    await put("extra/input_upload_dem/my dem.tif", "dem");
    const result = await assemble({ uploads: join(runDir, "extra") });
    const [first] = await stepsOf(result);
    assert.equal(await seedHash(result, first, "input_upload_dem"), sha256("dem"));
    assert.deepEqual(result.holes.map(({ step }) => step), ["upload-dem-2"]);
  });
});
