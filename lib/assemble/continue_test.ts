import assert from "node:assert/strict";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { applyEdits } from "../review/apply.ts";
import { listDrafts, readinessWords } from "../drafts/readiness.ts";
import { readStatus } from "../drafts/status.ts";
import { sha256 } from "../files/hash.ts";
import { walkFiles } from "../files/walk.ts";
import { createRedactor } from "../redact/redactor.ts";
import type { EditRequest } from "../review/requests.ts";
import { profileOf, stepsOf } from "./testing/draft.ts";
import { form, json, logText, type TestRequest, withRecording } from "./testing/log.ts";

const NAME: TestRequest = { to: "tasks/setname/", meta: json({ name: "one" }) };
const OUTLET: TestRequest = { to: "rq/api/set_outlet", meta: json({ latitude: 46.1 }) };
const UPLOAD: TestRequest = {
  to: "tasks/upload_cover_transform",
  meta: form({}, ["input_upload_cover_transform"]),
};
const REVIEW =
  '{"version":1,"at":"2026-01-03T00:00:00Z","by":"review","decision":"drop","subject":"x","reason":"y"}\n';

test("assemble() appends new steps to a draft that was edited and leaves the rest as it is", async () => {
  await withRecording([NAME], async ({ assemble, put }) => {
    const { draftDir } = await assemble();
    const file = join(draftDir, "profile.yaml");
    // Another indentation, a comment of its own, another value, and notes behind the steps.
    const edited = (await readFile(file, "utf8")).replace("name: one", "name: uno").split("\n")
      .map((line) => /^ {2}/.test(line) ? `  ${line}` : line).join("\n") + "# the end\nnotes: mine\n";
    await writeFile(file, edited);
    await appendFile(join(draftDir, "ledger.jsonl"), REVIEW);
    const ledger = await readFile(join(draftDir, "ledger.jsonl"), "utf8");
    await put("revegetation/plan.csv", "a,b\n");
    await put("_logs/profile.events.jsonl", logText([NAME, OUTLET, UPLOAD]));
    const result = await assemble();
    assert.equal(result.continued, 2);
    const text = await readFile(file, "utf8");
    const [head, tail] = text.split(
      /\n\n {4}- id: set-outlet[^]*input_upload_cover_transform[^\n]*[^]*?(?=\n# the end)/,
    );
    const carried = edited.replace("to: 2026-01-02T03:04:05.100Z", "to: 2026-01-02T03:04:07.100Z")
      .replace("config: dev_unit_1\n", "config: dev_unit_1\n    rq_required: true\n");
    assert.equal(`${head}${tail}`, carried.replace("\n\n# the end", "\n# the end"), text);
    assert.deepEqual((await stepsOf(result)).map(({ id }) => id), [
      "setname",
      "set-outlet",
      "upload-cover-transform",
    ]);
    assert.ok((await readFile(join(draftDir, "ledger.jsonl"), "utf8")).startsWith(ledger));
    assert.match(
      await readFile(join(draftDir, "ledger.jsonl"), "utf8"),
      /"seed","subject":"seed\/[^"]*plan.csv"/,
    );
    assert.equal((await readStatus(draftDir))?.steps, 3);
    // Nothing new: nothing happens, however often.
    const before = await readFile(join(draftDir, "ledger.jsonl"), "utf8");
    assert.equal((await assemble()).continued, 0);
    assert.equal(await readFile(file, "utf8"), text);
    assert.equal(await readFile(join(draftDir, "ledger.jsonl"), "utf8"), before);
  });
});

test("assemble() does not continue an edited draft when its steps would be others", async () => {
  await withRecording([NAME, OUTLET], async ({ assemble, put }) => {
    const { draftDir } = await assemble();
    const file = join(draftDir, "profile.yaml");
    const assembled = await readFile(file, "utf8");
    await writeFile(file, `${assembled}notes: mine\n`);
    await put("_logs/profile.events.jsonl", logText([NAME, { ...OUTLET, meta: json({ latitude: 1 }) }]));
    await assert.rejects(assemble(), /was edited.*step set-outlet would be another one now/);
    await put("_logs/profile.events.jsonl", logText([NAME]));
    await assert.rejects(assemble(), /step set-outlet would be another one now/);
    await put("_logs/profile.events.jsonl", logText([NAME, OUTLET, NAME]));
    await writeFile(file, assembled.replace("id: set-outlet", "id: setname-2"));
    await assert.rejects(assemble(), /its step setname-2 has the name of a new one/);
    await writeFile(file, assembled.replace(/steps:[^]*$/, "steps: []\n"));
    await assert.rejects(assemble(), /its steps are no list in lines of their own/);
    assert.match(await readFile(file, "utf8"), /steps: \[\]/);
  });
});

test("assemble() keeps what a reviewer wrote to the ledger when a draft is built anew", async () => {
  await withRecording([NAME], async ({ assemble, put }) => {
    const { draftDir } = await assemble();
    await appendFile(join(draftDir, "ledger.jsonl"), REVIEW);
    await put("_logs/profile.events.jsonl", logText([NAME, OUTLET]));
    assert.equal((await assemble()).continued, undefined);
    const ledger = await readFile(join(draftDir, "ledger.jsonl"), "utf8");
    assert.equal(ledger.split(REVIEW).length, 2);
    assert.equal(ledger.match(/"step"/g)?.length, 2);
  });
});

test("assemble() gives the same bytes whenever it is run; only the checkpoint tells the time", async () => {
  await withRecording([NAME], async ({ assemble }) => {
    const one = await assemble({ name: "one", now: new Date(1) });
    const files = ["ledger.jsonl", "status.json", "README.md", "events.jsonl"];
    const read = async () =>
      await Promise.all(files.map((file) => readFile(join(one.draftDir, file), "utf8")));
    const first = await read();
    await assemble({ name: "one", now: new Date(2) });
    assert.deepEqual(await read(), first);
    assert.equal((await readStatus(one.draftDir))?.created_at, "1970-01-01T00:00:00.002Z");
  });
});

test("assemble() tells a draft that grew since its review from one that was edited by hand", async () => {
  await withRecording([NAME], async ({ assemble, put }) => {
    const { draftDir } = await assemble();
    const file = join(draftDir, "profile.yaml");
    const reviewed = (await readFile(file, "utf8")).replace("name: one", "name: uno");
    await writeFile(file, reviewed);
    const status = JSON.parse(await readFile(join(draftDir, "status.json"), "utf8"));
    await writeFile(
      join(draftDir, "status.json"),
      JSON.stringify({ ...status, reviewed_sha256: sha256(reviewed), reviewed_at: "2026-01-03T00:00:00Z" }),
    );
    const state = async () => {
      const [draft] = await listDrafts(join(draftDir, "../../.."), 1e9, Date.now());
      return draft === undefined ? "" : readinessWords(draft);
    };
    assert.equal(await state(), "ready, reviewed");
    await put("_logs/profile.events.jsonl", logText([NAME, OUTLET]));
    await assemble();
    assert.equal(await state(), "ready, reviewed, grown since");
    await put(
      "_logs/profile.events.jsonl",
      logText([NAME, OUTLET, { ...NAME, meta: json({ name: "two" }) }]),
    );
    await assemble();
    assert.equal(await state(), "ready, reviewed, grown since");
    await appendFile(file, "# by hand\n");
    assert.equal(await state(), "ready, reviewed, edited since");
    await assemble();
    assert.equal(await state(), "ready, reviewed, edited since");
  });
});

const BADGE = "XK-99817-Q";
const SOILS: TestRequest = { to: "rq/api/build_soils", meta: json({ mode: 1, badge: BADGE }) };

test("assemble() does not bring back what a reviewer took out, whatever became of its step since", async () => {
  const badged: TestRequest = { to: "rq/api/set_outlet", meta: json({ latitude: 46.1, badge: BADGE }) };
  const later: EditRequest[][] = [
    [],
    [{ kind: "rename", from: "set-outlet", to: "outlet" }],
    [{ kind: "drop", step: "set-outlet" }],
  ];
  for (const requests of later) {
    await withRecording([badged, NAME], async ({ assemble, put, dataRoot }) => {
      const { draftDir, draft } = await assemble();
      const redactor = createRedactor();
      const context = {
        dataRoot,
        cwd: dataRoot,
        redactor,
        who: "Ann",
        now: new Date("2026-03-03T10:00:00Z"),
      };
      await applyEdits(draft, [{ kind: "redact", at: "set-outlet.json.badge" }], context);
      if (requests.length > 0) await applyEdits(draft, requests, context);
      await put("_logs/profile.events.jsonl", logText([badged, NAME, SOILS]));
      const result = await assemble();
      assert.equal(result.continued, 1);
      const soils = (await stepsOf(result)).find(({ id }) => id === "build-soils");
      assert.deepEqual(soils !== undefined && "json" in soils && soils.json, {
        mode: 1,
        badge: "{{secret.BADGE}}",
      });
      for (const path of await walkFiles(draftDir)) {
        assert.ok(!(await readFile(join(draftDir, path), "utf8")).includes(BADGE), path);
      }
    });
  }
});

test("assemble() leaves out of events.jsonl what a person took out of it, and adds what is new", async () => {
  await withRecording([NAME, OUTLET], async ({ assemble, put }) => {
    const { draftDir } = await assemble();
    const file = join(draftDir, "events.jsonl");
    const [, ...kept] = (await readFile(file, "utf8")).replace("46.1", "46").trimEnd().split("\n");
    await writeFile(file, [...kept, "a note"].join("\n"));
    for (const continued of [0, 0]) {
      assert.equal((await assemble()).continued, continued);
      assert.equal(await readFile(file, "utf8"), `${[...kept, "a note"].join("\n")}\n`);
    }
    await put("_logs/profile.events.jsonl", logText([NAME, OUTLET, SOILS]));
    assert.equal((await assemble()).continued, 1);
    const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
    assert.deepEqual(lines.slice(0, 4), [...kept, "a note"]);
    assert.deepEqual(lines.slice(4).map((line) => JSON.parse(line).id), ["event-3", "event-3"]);
    await put("_logs/profile.events.jsonl", logText([OUTLET, NAME, SOILS]).replace("46.1", "46.2"));
    await assert.rejects(assemble(), /step setname would be another one now/);
  });
});

test("assemble() does not put another run into a draft, nor another capture into an edited one", async () => {
  await withRecording([NAME], async ({ assemble, put, runDir }) => {
    const { draftDir } = await assemble({ name: "mill" });
    const other = logText([NAME, OUTLET]).replaceAll("ample-otter", "brisk-thimble");
    const own = logText([NAME]);
    await put("_logs/profile.events.jsonl", other);
    await assert.rejects(assemble({ name: "mill" }), /was assembled from another run, ample-otter/);
    await put("_logs/profile.events.jsonl", own);
    const captures = [1, 2].map((day) => ({
      id: `c${day}`,
      slug: "mill",
      started_at: `2026-01-0${day}T00:00:00Z`,
      ended_at: `2026-01-0${day}T23:00:00Z`,
    }));
    await put("_logs/profile.captures.json", JSON.stringify({ version: 1, captures }));
    const replaced = await assemble({ source: runDir, capture: "mill" });
    assert.match(
      replaced.warnings.join(),
      /was assembled from no capture, not from capture c2; this one took its place/,
    );
    await appendFile(join(draftDir, "profile.yaml"), "# by hand\n");
    assert.equal((await assemble({ capture: "c2", name: "mill" })).continued, 0);
    await assert.rejects(assemble({ name: "mill" }), /assembled from capture c2, not from no capture/);
  });
});

test("assemble() judges the steps of an edited draft, not those that it had", async () => {
  const named: TestRequest = { to: "tasks/setname/", meta: json({ name: "Ines Okonkwo farm" }) };
  await withRecording([named, OUTLET], async ({ assemble, put, dataRoot }) => {
    const first = await assemble();
    assert.equal(first.suspects.length, 2);
    const kept = await assemble({ name: "kept" });
    const draft = { dataRoot, cwd: dataRoot, redactor: createRedactor(), who: "Ann", now: new Date(1) };
    await applyEdits(kept.draft, [{ kind: "keep-suspect", which: "1" }], draft);
    const left = kept.suspects.slice(1);
    assert.deepEqual((await assemble({ name: "kept" })).suspects, left, "what was judged stays judged");
    assert.deepEqual((await assemble({ name: "kept" })).suspects, left);
    const context = { dataRoot, cwd: dataRoot, redactor: createRedactor(), who: "Ann", now: new Date(1) };
    await applyEdits(first.draft, [{ kind: "drop", step: "setname" }], context);
    assert.deepEqual((await assemble()).suspects, []);
    await put("_logs/profile.events.jsonl", logText([named, OUTLET, named]));
    const grown = await assemble();
    assert.deepEqual(grown.suspects.map(({ where }) => where), ["step setname-2", "step setname-2"]);
    assert.equal((await readStatus(first.draftDir))?.suspects.length, 2);
  });
});

test("assemble() continues a draft whose uploaded text held what a reviewer took out", async () => {
  const badged: TestRequest = { to: "rq/api/set_outlet", meta: json({ latitude: 46.1, badge: BADGE }) };
  await withRecording([badged, UPLOAD], async ({ assemble, put, dataRoot }) => {
    await put("revegetation/plan.csv", `a,b\n${BADGE},1\n`);
    const { draft, draftDir } = await assemble();
    const context = { dataRoot, cwd: dataRoot, redactor: createRedactor(), who: "Ann", now: new Date(1) };
    await applyEdits(draft, [{ kind: "redact", at: "set-outlet.json.badge" }], context);
    await put("_logs/profile.events.jsonl", logText([badged, UPLOAD, SOILS]));
    assert.equal((await assemble()).continued, 1);
    for (const path of await walkFiles(draftDir)) {
      assert.ok(!(await readFile(join(draftDir, path), "utf8")).includes(BADGE), path);
    }
  });
});

test("assemble() names the secrets that the new steps of an edited draft need", async () => {
  await withRecording([NAME], async ({ assemble, put }) => {
    const { draftDir } = await assemble();
    await appendFile(join(draftDir, "profile.yaml"), "# by hand\n");
    const secret = { ...OUTLET, meta: json({ latitude: 1, password: "hunter22-x" }) };
    await put("_logs/profile.events.jsonl", logText([NAME, secret]));
    const { prerequisites, metadata } = await profileOf(await assemble());
    assert.deepEqual(Object.keys(prerequisites?.secrets ?? {}), ["PASSWORD"]);
    assert.equal(metadata.recorded?.to, "2026-01-02T03:04:06.100Z");
  });
});
