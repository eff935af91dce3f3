import assert from "node:assert/strict";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { listDrafts, readinessWords } from "../drafts/readiness.ts";
import { readStatus } from "../drafts/status.ts";
import { sha256 } from "../files/hash.ts";
import { stepsOf } from "./testing/draft.ts";
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
    assert.equal(`${head}${tail}`, edited.replace("\n\n# the end", "\n# the end"), text);
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
