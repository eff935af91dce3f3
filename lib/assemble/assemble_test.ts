/** A draft as a whole: its steps, its window, and what is in its place already. */
import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { readStatus } from "../drafts/status.ts";
import type { Progress } from "../model/progress.ts";
import { ids, profileOf, stepsOf } from "./testing/draft.ts";
import { json, poll, type TestRequest, withRecording } from "./testing/log.ts";

test("assemble() reports how much of the log it has read, then that it builds the draft", async () => {
  await withRecording([{ to: "tasks/setname/", meta: json({ name: "x" }) }], async ({ assemble, runDir }) => {
    const heard: Progress[] = [];
    await assemble({ onProgress: (progress) => void heard.push(progress) });
    const { size } = await stat(join(runDir, "_logs/profile.events.jsonl"));
    const bytes = { done: size, total: size };
    assert.deepEqual(heard, [
      { kind: "files", task: "read", file: "profile.events.jsonl", bytes },
      { kind: "task", task: "assemble" },
    ]);
  });
});

test("assemble() folds polls and chores, and keeps the rest in the order of time", async () => {
  const requests: TestRequest[] = [
    { to: "tasks/setname/", meta: json({ name: "x" }) },
    { to: "elevationquery/", meta: json({ lat: 1 }) },
    { to: "rq/api/set_outlet", meta: json({ latitude: 46.1 }) },
    poll("job-1"),
    poll("job-1"),
    {
      method: "GET",
      to: "report/outlet/",
      endpoint: "https://wepp.example.org/weppcloud/runs/ample-otter/dev_unit_1/report/outlet/?a=1&_=17",
    },
    { to: "tasks/setname/", meta: json({ name: "y" }) },
    { to: "recorder/promote", meta: json({ slug: "s" }) },
    { to: "rq/api/run_wepp", meta: json({}), status: 409 },
  ];
  await withRecording(requests, async ({ assemble }) => {
    const result = await assemble();
    const steps = await stepsOf(result);
    assert.deepEqual(ids(steps), ["setname", "set-outlet", "report-outlet", "setname-2"]);
    assert.deepEqual(steps[1], {
      id: "set-outlet",
      action: "http_post",
      path: "/weppcloud/runs/{{run_id}}/{{config}}/rq/api/set_outlet",
      json: { latitude: 46.1 },
      expect: { status: "2xx" },
      wait: { type: "job", timeout: "15m" },
      // Until the last poll of its job was answered.
      recorded: { at: "2s", took: "2.1s" },
    });
    assert.deepEqual(steps[2], {
      id: "report-outlet",
      action: "http_get",
      path: "/weppcloud/runs/{{run_id}}/{{config}}/report/outlet/",
      query: { a: "1" },
      expect: { status: 200 },
      recorded: { at: "5s", took: "0.1s" },
    });
    assert.deepEqual(result.folded.map(({ count }) => count).sort(), [1, 1, 2]);
    assert.deepEqual(result.leftOut.map(({ reason }) => reason), ["was answered with 409"]);
    assert.equal((await stat(result.draftDir)).mode & 0o777, 0o700);
    assert.equal(
      await readFile(join(result.draftDir, "seed/config/active_config.txt"), "utf8"),
      "dev_unit_1",
    );
  });
});

test("assemble() does not overwrite a draft that was edited", async () => {
  await withRecording([{ to: "tasks/setname/", meta: json({ name: "x" }) }], async ({ assemble }) => {
    const { draftDir } = await assemble();
    await assemble();
    await writeFile(join(draftDir, "profile.yaml"), "version: 1\n# mine\n");
    await rm(join(draftDir, "checkpoint"));
    await assert.rejects(assemble(), /was edited since it was assembled/);
    assert.match(await readFile(join(draftDir, "profile.yaml"), "utf8"), /mine/);
    assert.equal((await assemble({ name: "other" })).draft, "_drafts/other");
    await assert.rejects(assemble({ name: "../x" }), /no name for a draft/);
  });
});

test("assemble() removes at once what a killed assemble left, and nothing of other drafts", async () => {
  await withRecording(
    [{ to: "tasks/setname/", meta: json({ name: "x" }) }],
    async ({ assemble, dataRoot }) => {
      const drafts = join(dataRoot, "profiles/_drafts");
      const left = [".ample-otter.new-99999999-a1B2c3", `.ample-otter.new-${process.pid}-d4E5f6`];
      const others = [".ample-otter-2.new-99999999-a1B2c3", ".ample-otter.new-mine"];
      for (const name of [...left, ...others]) await mkdir(join(drafts, name), { recursive: true });
      await assemble();
      assert.deepEqual((await readdir(drafts)).sort(), [...others, "ample-otter"].sort());
    },
  );
});

test("assemble() names the schema for editors, and it is there", async () => {
  await withRecording([{ to: "tasks/x/", meta: json({}) }], async ({ assemble }) => {
    const { draftDir } = await assemble();
    const [first = ""] = (await readFile(join(draftDir, "profile.yaml"), "utf8")).split("\n");
    const [, place = ""] = /^# yaml-language-server: \$schema=(\S+)$/.exec(first) ?? [];
    assert.match(await readFile(join(draftDir, place), "utf8"), /"title": "profile\.yaml"/);
  });
});

test("assemble() takes the only capture that has ended unless told what to take, and says which there are", async () => {
  const requests = ["a", "b", "c"].map((name) => ({ to: `tasks/${name}/`, meta: json({}) }));
  await withRecording(requests, async ({ assemble, put, runDir }) => {
    const marks = async (...captures: object[]) =>
      await put("_logs/profile.captures.json", JSON.stringify({ version: 1, captures }));
    const at = (second: string) => `2026-01-02T03:04:${second}Z`;
    const first = { id: "c1", slug: "mill", started_at: at("05.500"), ended_at: at("06.500") };
    const taken = async (options = {}) => {
      const result = await assemble(options);
      return [result.draft.slice(8), ...ids(await stepsOf(result)), result.captures];
    };
    await marks(first, { id: "open", started_at: at("07.500") });
    assert.deepEqual(await taken(), ["mill", "b", ["mill"]]);
    assert.deepEqual(await taken({ source: join(runDir, "../..") }), ["mill", "b", ["mill"]]);
    assert.deepEqual(await taken({ capture: "mill" }), ["mill", "b", undefined]);
    assert.deepEqual(await taken({ capture: "all" }), ["ample-otter", "a", "b", "c", undefined]);
    assert.deepEqual(await taken({ from: at("06") }), ["ample-otter", "b", "c", undefined]);
    await marks(first, { id: "c2", started_at: at("06.600"), ended_at: at("08") });
    assert.deepEqual(await taken(), ["ample-otter", "a", "b", "c", ["mill", "c2"]]);
    await marks({ ...first, ended_at: at("05.600") });
    await assert.rejects(assemble(), /no request to assemble/);
    await marks({ id: "c1", slug: "all", started_at: at("05.500"), ended_at: at("06.500") });
    assert.deepEqual(await taken({ capture: "all" }), ["all", "b", undefined]);
  });
});

test("assemble() warns of changes before the capture, which a sandbox begins without", async () => {
  const requests: TestRequest[] = [
    { to: "/weppcloud/rq-engine/create/", meta: json({}) },
    { to: "tasks/setname/", meta: json({ name: "a" }) },
    { to: "tasks/setname/", meta: json({ name: "b" }) },
    { to: "rq/api/fetch_dem_and_build_channels", meta: json({}) },
    { to: "rq/api/set_outlet", meta: json({}), status: 409 },
    { to: "session-token", meta: json({}) },
    { to: "elevationquery/", meta: json({}) },
    { to: "/weppcloud/runs/brisk-thimble/c/tasks/setscenario/", meta: json({}) },
    { method: "GET", to: "report/outlet/" },
    { to: "rq/api/run_wepp", meta: json({}) },
    { to: "tasks/set_readme/", meta: json({}) },
  ];
  await withRecording(requests, async ({ assemble }) => {
    const from = "2026-01-02T03:04:14Z";
    const { earlier, warnings, draftDir } = await assemble({ from });
    const words = "3 changes of this run lie before the part that is assembled " +
      "(setname, fetch-dem-and-build-channels): a sandbox starts without them; " +
      "an earlier --from takes them along";
    assert.equal(earlier, words);
    assert.ok(warnings.includes(words));
    assert.ok((await readFile(join(draftDir, "README.md"), "utf8")).includes(`\n- ${words}\n`));
    assert.equal((await readStatus(draftDir))?.earlier, words);
    assert.equal((await assemble()).earlier, undefined);
    assert.equal((await assemble({ from: "2026-01-02T03:04:06Z", to: from })).earlier, undefined);
  });
});

test("assemble() takes a capture's window", async () => {
  const requests = ["a", "b", "c"].map((name) => ({ to: `tasks/${name}/`, meta: json({}) }));
  await withRecording(requests, async ({ assemble, put }) => {
    const captures = [{
      id: "c1",
      slug: "Middle",
      started_at: "2026-01-02T03:04:05.500Z",
      ended_at: "2026-01-02T03:04:06.500Z",
    }];
    await put("_logs/profile.captures.json", JSON.stringify({ version: 1, captures }));
    const result = await assemble({ capture: "c1" });
    assert.equal(result.draft, "_drafts/Middle");
    assert.equal((await profileOf(result)).metadata.slug, "middle");
    assert.deepEqual(ids(await stepsOf(result)), ["b"]);
    assert.equal(
      (await readFile(join(result.draftDir, "events.jsonl"), "utf8")).trim().split("\n").length,
      2,
    );
    await assert.rejects(assemble({ capture: "c9" }), /There is no capture "c9"/);
    await assert.rejects(assemble({ from: "noon" }), /Cannot read the time "noon"/);
    await assert.rejects(assemble({ from: "2027-01-01T00:00:00Z" }), /no request to assemble/);
  });
});
