/** What the log lacks: absent changes, holes, and steps that are left out for them. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { ids, stepsOf } from "./testing/draft.ts";
import { json, poll, SBS, type TestRequest, withRecording } from "./testing/log.ts";

test("assemble() names changes that are absent from the log", async () => {
  const requests: TestRequest[] = [
    { to: "/rq-engine/api/runs/ample-otter/dev_unit_1/session-token" },
    poll("11111111-aaaa"),
    { method: "GET", to: "report/outlet/" },
    poll("22222222-bbbb", 404),
  ];
  await withRecording(requests, async ({ assemble }) => {
    const result = await assemble();
    assert.equal(result.absent.length, 2);
    assert.match(result.absent[0] ?? "", /^Job 11111111 was polled \(line 3\)/);
    assert.match(result.absent[1] ?? "", /session token was fetched \(line 1\)/);
    const status = JSON.parse(await readFile(join(result.draftDir, "status.json"), "utf8"));
    assert.equal(status.state, "absent");
    assert.match(await readFile(join(result.draftDir, "README.md"), "utf8"), /record proxy/);
  });
});

test("assemble() keeps what the log lacks as holes: lost requests, withheld values", async () => {
  const requests: TestRequest[] = [{ to: "tasks/setname/", meta: json({ name: "x" }) }, {
    method: "GET",
    to: "report/x/",
  }];
  await withRecording(requests, async ({ assemble, runDir }) => {
    const log = join(runDir, "_logs/profile.events.jsonl");
    const lines = (await readFile(log, "utf8")).split("\n");
    await writeFile(log, lines.slice(1).join("\n"));
    const result = await assemble();
    assert.deepEqual(result.holes.map(({ field, reason }) => [field, reason]), [
      ["json", "the event with the request is missing from the log"],
    ]);
    const text = await readFile(join(result.draftDir, "profile.yaml"), "utf8");
    assert.match(text.split("\n")[(result.holes[0]?.line ?? 0) - 1] ?? "", /json: !hole/);
  });
});

test("assemble() with --holes drop leaves out steps and names them, unless others depend on them", async () => {
  const preference: TestRequest = {
    to: "tasks/set_landuse_db/",
    meta: { hasBody: true, bodyType: "object" },
  };
  const withheld = {
    hasBody: true,
    bodyType: "json",
    jsonType: "object",
    jsonKeys: ["a"],
    bodyCaptured: false,
  };
  const build: TestRequest = { to: "rq/api/build_landuse", meta: json({}) };
  await withRecording([preference, build], async ({ assemble }) => {
    const result = await assemble({ holes: "drop" });
    assert.deepEqual(result.dropped.map(({ step }) => step), ["set-landuse-db"]);
    assert.deepEqual(ids(await stepsOf(result)), ["build-landuse"]);
    assert.deepEqual(result.holes, []);
  });
  const refused = (requests: TestRequest[]) =>
    withRecording(requests, async ({ assemble }) => {
      await assert.rejects(assemble({ holes: "drop" }), (error) => {
        assert.ok(error instanceof ProfileError);
        assert.equal(error.verdict, "refused");
        assert.match(error.message, /decides? the outcome of/);
        return true;
      });
    });
  await refused([{ ...build, meta: withheld }, { to: "rq/api/run_wepp", meta: json({}) }]);
  await refused([{ ...build, meta: withheld }, { method: "GET", to: "report/landuse/" }]);
  await refused([SBS, build]);
  await withRecording(
    [{ ...build, meta: withheld }, build, { to: "rq/api/run_wepp", meta: json({}) }],
    async ({ assemble }) => {
      assert.deepEqual((await assemble({ holes: "drop" })).dropped.map(({ step }) => step), [
        "build-landuse",
      ]);
    },
  );
});
