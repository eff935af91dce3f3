/** Secrets and names that are taken out of a draft. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { filesOf, stepsOf } from "./testing/draft.ts";
import { form, json, type TestRequest, withRecording } from "./testing/log.ts";

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
