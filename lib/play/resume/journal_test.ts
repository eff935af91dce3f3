import assert from "node:assert/strict";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { ProfileError } from "../../errors.ts";
import { withFolder } from "../../files/test_folder.ts";
import { createRedactor } from "../../redact/redactor.ts";
import type { JournalLine } from "./format.ts";
import { PlayJournal } from "./journal.ts";
import { isUnfinished, readRecord } from "./record.ts";
import { BEGIN, SANDBOX } from "./testing/lines.ts";

const report = (id: string) => ({ id, action: "http_post", verdict: "passed" as const, failures: [] });

test("a journal is read back as it was written, secrets but for their names", async () => {
  await withFolder(async (folder) => {
    const redactor = createRedactor();
    const journal = new PlayJournal(folder, redactor);
    journal.write(BEGIN);
    journal.write(SANDBOX);
    const marks = [{ file: "session.log", size: 12, identity: "66306:786433" }, { file: "no.log", size: 0 }];
    journal.write({ kind: "begun", at: 0, began: 1_795_399_945_197, marks });
    journal.write({ kind: "sending", at: 0 }, { flush: true });
    journal.write({ kind: "ran", at: 0, report: report("s0") });
    journal.saved(0, "job", "0d5a4c3b-9ec2-4be5-88fd-3c34e8af24b9");
    journal.saved(0, "password", "hunter2-and-more");
    journal.write({ kind: "done", at: 0, report: report("s0") });
    journal.close();
    const record = await readRecord(folder);
    assert.ok(record !== undefined);
    assert.deepEqual(record.begin, BEGIN);
    assert.deepEqual(record.sandbox, SANDBOX);
    assert.deepEqual(record.steps.get(0), {
      begun: {
        began: 1_795_399_945_197,
        marks: new Map([["session.log", { size: 12, identity: "66306:786433" }], ["no.log", { size: 0 }]]),
      },
      sent: true,
      ran: report("s0"),
      saved: [{ name: "job", value: "0d5a4c3b-9ec2-4be5-88fd-3c34e8af24b9" }, { name: "password" }],
      report: report("s0"),
    });
    assert.ok(!(await readFile(join(folder, "journal.jsonl"), "utf8")).includes("hunter2"));
    assert.ok(isUnfinished(record));
  });
});

test("a journal that was cut off anywhere is read up to there, and takes more lines", async () => {
  await withFolder(async (folder) => {
    const lines: JournalLine[] = [BEGIN, SANDBOX, { kind: "sending", at: 0 }, {
      kind: "done",
      at: 0,
      report: report("s0"),
    }];
    const whole = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    const first = `${JSON.stringify(BEGIN)}\n`.length;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length }), async (cut) => {
        const file = join(folder, "journal.jsonl");
        await writeFile(file, whole.slice(0, cut));
        const record = await readRecord(folder);
        assert.equal(record === undefined, cut < first);
        if (record === undefined) return;
        const journal = new PlayJournal(folder, createRedactor());
        journal.write({ kind: "continued", by: "/x" });
        journal.close();
        const later = await readRecord(folder);
        assert.equal(later?.continuedBy, "/x");
        assert.equal(later?.steps.size, record.steps.size);
      }),
      { numRuns: 60 },
    );
  });
});

test("readRecord() refuses a line that is none, with its place; a change sent anew is not done any more", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "journal.jsonl");
    const text = [
      BEGIN,
      { kind: "ran", at: 0, report: report("s0") },
      { kind: "done", at: 0, report: report("s0") },
      { kind: "sending", at: 0 },
    ];
    await writeFile(file, text.map((line) => `${JSON.stringify(line)}\n`).join(""));
    assert.deepEqual((await readRecord(folder))?.steps.get(0), { sent: true, saved: [] });
    await appendFile(file, '{"kind":"else"}\n');
    await assert.rejects(
      readRecord(folder),
      (error) => error instanceof ProfileError && error.verdict === "usage" && error.position?.line === 5,
    );
    assert.equal(await readRecord(join(folder, "nowhere")), undefined);
  });
});
