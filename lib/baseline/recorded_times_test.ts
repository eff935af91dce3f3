import assert from "node:assert/strict";
import { utimes } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder, writeFiles } from "../files/test_folder.ts";
import { fileTimes } from "./recorded_times.ts";

/** By the server's clock, as spans are. */
const START = Date.parse("2026-11-22T12:00:00Z");
/** A server whose clock is an hour ahead of the browser's. */
const LOG = [
  { stage: "request", timestamp: "2026-11-22T11:00:00Z", received_at: "2026-11-22T12:00:00Z" },
  { stage: "response", timestamp: "2026-11-22T11:10:00Z", received_at: "2026-11-22T12:10:00Z" },
].map((event) => `${JSON.stringify(event)}\n`).join("") + '{"torn';

test("fileTimes() gives the span on the server's clock, and nothing for a copied log", async () => {
  await withFolder(async (folder) => {
    await writeFiles(folder, { log: LOG });
    const log = join(folder, "log");
    const span = { from: START, to: START + 600_000, whole: true };
    assert.equal(await fileTimes(log, span), undefined, "the log was written now, long after its last event");
    const written = Date.parse("2026-11-22T12:10:01Z") / 1000;
    await utimes(log, written, written);
    assert.deepEqual(await fileTimes(log, span), { from: START - 120_000, to: Infinity });
    const part = { from: START, to: START + 60_000, whole: false };
    assert.deepEqual(await fileTimes(log, part), {
      from: START - 120_000,
      to: START + 180_000,
    });
    assert.equal(await fileTimes(join(folder, "none"), span), undefined);
  });
});
