/** Drafts of logs whose browsers and server do not agree on the time, and of logs that were trimmed. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { findCut } from "../record/prune/trim.ts";
import { ids, stepsOf } from "./testing/draft.ts";
import { json, logText, type TestRequest, withRecording } from "./testing/log.ts";

const LOG = "_logs/profile.events.jsonl";
const change = (index: number): TestRequest => ({ to: `tasks/act_${index}/`, meta: json({ index }) });
const changes = (count: number) => Array.from({ length: count }, (_, index) => change(index));

/** The log of these requests when the browser of each user is so far ahead, in ms. */
function seenBy(
  requests: readonly TestRequest[],
  aheadOf: (index: number) => { user: number; ahead: number },
) {
  return logText(requests).trim().split("\n").map((line, number) => {
    const event = JSON.parse(line);
    const { user, ahead } = aheadOf(Math.floor(number / 2));
    const at = Date.parse(event.timestamp);
    return JSON.stringify({
      ...event,
      sessionId: "[redacted]",
      timestamp: new Date(at + ahead).toISOString(),
      received_at: new Date(at + 50).toISOString(),
      user: { id: user },
    }) + "\n";
  }).join("");
}

test("the steps of several users stand in the order in which the server saw them, whatever their clocks say", async () => {
  await withRecording([], async ({ put, assemble }) => {
    await put(
      LOG,
      seenBy(changes(6), (index) => ({ user: 1 + index % 2, ahead: index % 2 === 0 ? 0 : 300_000 })),
    );
    const result = await assemble();
    const steps = await stepsOf(result);
    assert.deepEqual(ids(steps), ["act-0", "act-1", "act-2", "act-3", "act-4", "act-5"]);
    assert.match(
      result.warnings.join(),
      /differ by about 300 s; their steps stand in the order of the server's/,
    );
    assert.equal(result.to, "2026-01-02T03:04:10.150Z");
    assert.match(JSON.stringify(steps[1]), /"recorded":\{"at":"1.05s","took":"0.1s"\}/);
  });
});

test("a capture holds what came between its marks by the server's clock", async () => {
  for (const ahead of [3000, -600_000]) {
    await withRecording([], async ({ put, assemble }) => {
      await put(LOG, seenBy(changes(9), () => ({ user: 1, ahead })));
      const mark = (second: string) => `2026-01-02T03:04:${second}Z`;
      const captures = [{ id: "c", started_at: mark("07.500"), ended_at: mark("10.500") }];
      await put("_logs/profile.captures.json", JSON.stringify({ captures }));
      const result = await assemble({ capture: "c" });
      assert.deepEqual(ids(await stepsOf(result)), ["act-3", "act-4", "act-5"], `${ahead} ms ahead`);
    });
  }
});

test("of a request that was trimmed away no step is left, and a trim is not the end of a recording", async () => {
  await withRecording([], async ({ runDir, put, assemble }) => {
    const text = seenBy(changes(4), () => ({ user: 1, ahead: 0 }));
    await put(LOG, text);
    const log = join(runDir, LOG);
    // The answer of the second request and what follows fit.
    const largest = text.split("\n").slice(3).join("\n").length;
    const cut = await findCut({ path: log, packing: "plain" }, -Infinity, largest, new Date("2026-06-01"));
    assert.equal(cut?.lines, 3);
    const marker = new TextDecoder().decode(cut?.marker);
    await put(LOG, marker + (await readFile(log, "utf8")).slice(cut?.skip));
    const result = await assemble();
    assert.deepEqual(ids(await stepsOf(result)), ["act-2", "act-3"]);
    assert.deepEqual(result.holes, []);
    assert.equal(result.to, "2026-01-02T03:04:08.100Z");
    assert.deepEqual(result.leftOut.map(({ line, reason }) => `${line} ${reason}`), [
      "1 is no request",
      "2 answers a request that was trimmed away",
    ]);
  });
});
