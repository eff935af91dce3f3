import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { AuditEvent } from "../../model/event.ts";
import { sharedData } from "../../../tests/shared_data.ts";
import { tailTest } from "./filter.ts";
import { logOf } from "./log_of.ts";
import { TailReport, type TailReportOptions } from "./report.ts";
import { tail, type TailItem } from "./tail.ts";

function reportOf(items: TailItem[], options: TailReportOptions) {
  const lines: string[] = [];
  const documents: unknown[] = [];
  const warnings: string[] = [];
  const report = new TailReport({
    line: (text) => lines.push(text),
    json: (document) => documents.push(document),
    warn: (text) => warnings.push(text),
  }, options);
  items.forEach((item) => report.add(item));
  const words = report.finish();
  return { lines, documents, warnings, words };
}

test("TailReport prints exchanges, warns of problems and counts both", async () => {
  const folder = sharedData();
  if (folder === undefined) return;
  const runs = join(folder, "v1/messy/runs/gu");
  const log = await logOf(join(runs, (await readdir(runs))[0] ?? ""), false);
  const items = await Array.fromAsync(tail({ log, follow: false, from: "start" }));
  const all = reportOf(items, { summary: false });
  assert.equal(all.words, "250 events, 122 pairs, 3 problems");
  assert.equal(all.lines.length, 122 + 3 + 2 + 1);
  assert.equal(all.documents.length, 250);
  assert.deepEqual(all.warnings.map((line) => line.split(":")[0]), [
    "line 109 @ 56346",
    "line 110 @ 57344",
    "line 253 @ 129585",
  ]);
  const uploads = reportOf(items, { summary: false, wanted: tailTest({ category: "file_upload" }) });
  assert.equal(uploads.documents.length, 14);
  const counts = reportOf(items, { summary: true });
  assert.equal(counts.documents.length, 1);
  assert.match(counts.lines.join("\n"), /lines {7}253: 250 events, 3 broken/);
  assert.equal(counts.words, all.words);
});

test("TailReport counts gaps and leaves the event as it was written", () => {
  const written = { run_id: "r", stage: "note" };
  const { words, documents, warnings } = reportOf([
    { kind: "event", at: { event: { ...written, runId: "r" }, written, line: 1, offset: 0, length: 9 } },
    {
      kind: "gap",
      gap: {
        kind: "truncated",
        lost: "possible",
        file: "",
        line: 2,
        offset: 9,
        message: "The log was truncated",
      },
    },
  ], { summary: false });
  assert.equal(words, "1 event, 0 pairs, 1 gap");
  assert.deepEqual(documents, [written]);
  assert.deepEqual(warnings, ["line 2 @ 9: The log was truncated"]);
});

test("logOf() names a log that may appear later only when it is followed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "log-of-"));
  try {
    await writeFile(join(folder, "ron.nodb"), "{}");
    const log = join(folder, "_logs/profile.events.jsonl");
    assert.equal(await logOf(folder, true), log);
    await assert.rejects(logOf(folder, false), /no audit log in/);
    assert.equal(await logOf(join(folder, "later.jsonl"), true), join(folder, "later.jsonl"));
    await mkdir(join(folder, "empty"));
    await assert.rejects(logOf(join(folder, "empty"), true), /no audit log in/);
    await assert.rejects(logOf(join(folder, "typo"), true), /no file or folder/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("TailReport shows a request without an answer after two seconds, and again with its answer", () => {
  const lines: string[] = [];
  const report = new TailReport({ line: (text) => lines.push(text), json: () => {}, warn: () => {} }, {
    summary: false,
  });
  const item = (event: AuditEvent): TailItem => ({
    kind: "event",
    at: { event, line: 1, offset: 0, length: 1 },
  });
  const common = { id: "1", method: "POST", endpoint: "run-wepp", timestamp: "2026-08-01T12:03:11.001Z" };
  report.add(item({ ...common, stage: "request" }), 1000);
  report.add(item({ ...common, id: "2", stage: "request", timestamp: "2026-08-01T12:03:12.201Z" }), 1000);
  report.add(item({ ...common, id: "2", stage: "response", status: 200 }), 1500);
  report.idle(2900);
  assert.deepEqual(lines, ["12:03:12 POST run-wepp 200"]);
  assert.deepEqual(report.progress, { requests: 2, printed: 0 });
  report.idle(3100);
  assert.deepEqual(report.progress, { requests: 2, printed: 2 });
  report.idle(9000);
  report.add(
    item({ ...common, stage: "response", status: 202, responseMeta: { body: '{"job_id":"5f0c2d1e-1"}' } }),
    9100,
  );
  report.finish();
  assert.deepEqual(lines.slice(1), [
    "12:03:11 -1.2 s POST run-wepp no answer yet",
    "12:03:11 +0.0 s POST run-wepp 202 job 5f0c2d1e…",
  ]);
});
