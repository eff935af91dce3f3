import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { sha256 } from "../files/hash.ts";
import type { Step } from "../model/profile.ts";
import { profileOf, stepsOf } from "./testing/draft.ts";
import { form, json, poll, type TestRequest, withRecording } from "./testing/log.ts";
import type { AssembleResult } from "./types.ts";

const ids = (steps: Step[]) => steps.map(({ id }) => id);
const filesOf = (step: Step | undefined) => step !== undefined && "files" in step ? step.files ?? {} : {};
async function seedHash(result: AssembleResult, step: Step | undefined, field: string): Promise<string> {
  const file = filesOf(step)[field];
  assert.ok(file !== undefined && "seed" in file, `${field}: ${JSON.stringify(file)}`);
  return sha256(await readFile(join(result.draftDir, "seed", file.seed)));
}

const SBS: TestRequest = { to: "tasks/upload_sbs/", meta: form({ sbs_mode: "0" }, ["input_upload_sbs"]) };

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

test("assemble() waits for the jobs that answers of own recordings name, and for no others", async () => {
  const requests: TestRequest[] = [
    {
      to: "/rq-engine/api/runs/ample-otter/dev_unit_1/run-wepp",
      meta: json({}),
      answer: '{"message":"no job here"}',
    },
    {
      to: "/rq-engine/api/runs/ample-otter/dev_unit_1/tasks/upload-cli/",
      meta: json({}),
      answer: '{"job_id":"j"}',
    },
  ];
  await withRecording(requests, async ({ assemble }) => {
    const steps = await stepsOf(await assemble());
    assert.deepEqual(steps.map((step) => "wait" in step), [false, true]);
  });
});

test("assemble() waits for a job that was polled after an upload that starts one only sometimes", async () => {
  const cli: TestRequest = { to: "tasks/upload_cli/", meta: form({ climate_mode: "0" }) };
  await withRecording([cli, poll("j1"), cli], async ({ assemble }) => {
    assert.deepEqual((await stepsOf(await assemble())).map((step) => "wait" in step), [true, false]);
  });
});

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

test("assemble() keeps seed files free of secrets and says so", async () => {
  const upload: TestRequest = {
    to: "tasks/upload_cover_transform",
    meta: form({}, ["input_upload_cover_transform"]),
  };
  await withRecording([{ to: "tasks/x/", meta: form({ a: "b" }) }, upload], async ({ assemble, put }) => {
    await put("revegetation/plan.csv", "year,grass\n# by someone@lab.example.com\n");
    const result = await assemble();
    assert.match(result.warnings.join(), /held secrets/);
    const [, step] = await stepsOf(result);
    const file = filesOf(step)["input_upload_cover_transform"];
    assert.ok(file !== undefined && "seed" in file);
    assert.doesNotMatch(await readFile(join(result.draftDir, "seed", file.seed), "utf8"), /lab\.example/);
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

test("assemble() takes secrets out of notes and names of query fields", async () => {
  const read: TestRequest = {
    method: "GET",
    to: "report/x/",
    endpoint:
      "/weppcloud/runs/ample-otter/dev_unit_1/report/x/?someone@lab.example.com=1&a=1&a=2&one@lab.example.com=1" +
      "&one@lab.example.com=2",
  };
  await withRecording([read], async ({ assemble, put }) => {
    const notes = "Ask someone@lab.example.com, see https://wepp.example.org/weppcloud/x";
    const captures = [{ id: "c1", notes, started_at: "2026-01-02T03:04:05Z" }];
    await put("_logs/profile.captures.json", JSON.stringify({ version: 1, captures }));
    const { draftDir } = await assemble({ capture: "c1" });
    const text = await readFile(join(draftDir, "profile.yaml"), "utf8");
    assert.doesNotMatch(text, /lab\.example|wepp\.example/);
    assert.match(text, /\nnotes: Ask user-[0-9a-f]{8}@redacted\.invalid, see \/weppcloud\/x\n/);
    assert.match(text, /query: \{ "\{\{secret\.QUERY_2\}\}": "1" \}/);
    assert.match(text, /&\{\{secret\.QUERY\}\}=1&\{\{secret\.QUERY\}\}=2\n/);
  });
});

test("assemble() takes out names that only a later line makes known, and keeps the run's own words", async () => {
  const first = { to: "tasks/setname/", meta: json({ name: "Basin of Jonas Lindqvist", by: "otter" }) };
  const later = {
    to: "tasks/setname/",
    meta: json({ name: "x", notify: "jonas.lindqvist@lab.example.com", cc: "otter@lab.example.com" }),
  };
  await withRecording([first, later], async ({ assemble }) => {
    const { draftDir, suspects } = await assemble();
    const events = await readFile(join(draftDir, "events.jsonl"), "utf8");
    const text = events + await readFile(join(draftDir, "profile.yaml"), "utf8");
    assert.doesNotMatch(text, /Jonas|Lindqvist/i);
    assert.match(text, /name: "Basin of \{\{secret\.NAME\}\}"/);
    assert.match(text, /run_id: ample-otter\n/);
    assert.match(text, /by: otter\b/);
    assert.equal(suspects.length, 1);
    const ledger = await readFile(join(draftDir, "ledger.jsonl"), "utf8");
    assert.match(ledger, /"decision":"suspect","subject":"step setname, json\.name"/);
    assert.match(
      ledger,
      /"subject":"events\.jsonl","reason":"rule person-name","evidence":\{"count":2,"log_lines":\[1\]/,
    );
  });
});

test("assemble() names the schema for editors, and it is there", async () => {
  await withRecording([{ to: "tasks/x/", meta: json({}) }], async ({ assemble }) => {
    const { draftDir } = await assemble();
    const [first = ""] = (await readFile(join(draftDir, "profile.yaml"), "utf8")).split("\n");
    const [, place = ""] = /^# yaml-language-server: \$schema=(\S+)$/.exec(first) ?? [];
    assert.match(await readFile(join(draftDir, place), "utf8"), /"title": "profile\.yaml"/);
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
