/** Recordings that were redacted while they were made. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { json, withRecording } from "./testing/log.ts";

test("assemble() asks for what was taken out while it was recorded, and carries that ledger", async () => {
  const meta = json({
    name: "Mail user-419746fc@redacted.invalid from [redacted]",
    nested: '{"token":"[redacted]"}',
    csrf_token: "[redacted]",
  });
  await withRecording([{ to: "tasks/setname/", meta }], async ({ assemble, put }) => {
    const { redactions } = await assemble();
    const entry = { version: 1, at: "2026-01-02T03:04:05.000Z", decision: "redact" };
    const entries = [
      {
        ...entry,
        by: "record",
        subject: "profile.events.jsonl",
        reason: "rule email",
        evidence: { count: 7 },
      },
      {
        ...entry,
        by: "record proxy",
        subject: "POST x: name",
        reason: "taken out in the recording's dialog",
      },
    ];
    await put(
      "_logs/profile.ledger.jsonl",
      entries.map((entry) => JSON.stringify(entry) + "\n").join("") + "torn {",
    );
    const result = await assemble();
    assert.equal(result.redactions, redactions + 8);
    const ledger = await readFile(join(result.draftDir, "ledger.jsonl"), "utf8");
    assert.deepEqual(ledger.split("\n").slice(0, 2).map((line) => JSON.parse(line)), entries);
    const text = await readFile(join(result.draftDir, "profile.yaml"), "utf8");
    assert.doesNotMatch(text, /\[redacted\]|redacted\.invalid|csrf/);
    assert.match(text, /name: Mail \{\{secret\.NAME\}\} from \{\{secret\.NAME_2\}\}\n/);
    assert.match(
      text,
      /NAME: an e-mail address that was taken out when it was recorded in setname, json\.name/,
    );
    assert.match(text, /\{\{secret\.NESTED\}\}/);
  });
});
