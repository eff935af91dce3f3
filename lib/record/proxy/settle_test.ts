import assert from "node:assert/strict";
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { addCapture, listCaptures } from "../../captures/marks.ts";
import { withFolder } from "../../files/test_folder.ts";
import { createRedactor } from "../../redact/redactor.ts";
import { openRecording } from "../../recording/store.ts";
import type { SeenExchange } from "../../recording/types.ts";
import { HeldCapture } from "./held_capture.ts";
import { type MarkCapture, markCapture } from "./marks.ts";
import { Recorder } from "./recorder.ts";
import { BrowserSession } from "./session.ts";
import { eventsBelow } from "./testing/fixture.ts";

const OTTER = "/rq-engine/api/runs/ample-otter/disturbed9002";
const HERON = "/rq-engine/api/runs/new-heron/disturbed9002";
const LOGS = "runs/ample-otter/_logs";
let clock = Date.parse("2026-01-02T03:04:05Z");

/** Opens a session on a folder, for as long as `work` takes. */
async function withRecorder(
  out: string,
  work: (recorder: Recorder, notices: string[]) => Promise<void>,
  mark: MarkCapture = markCapture,
): Promise<void> {
  const redactor = createRedactor();
  const store = await openRecording(out, { redactor, recorder: "proxy" });
  const notices: string[] = [];
  const recorder = new Recorder({
    out,
    store,
    redactor,
    session: new BrowserSession(redactor),
    policy: {},
    mark,
    now: () => clock += 1000,
    onKept: () => {},
    onNotice: (text) => notices.push(text),
    onFailure: () => {},
  });
  try {
    await work(recorder, notices);
  } finally {
    await store.close();
  }
}

let count = 0;
function action(captureId: string | undefined, run = OTTER): SeenExchange {
  return {
    id: `x-${++count}`,
    method: "POST",
    origin: "https://wepp.example.org",
    path: `${run}/set-outlet`,
    startedAt: clock += 1000,
    durationMs: 3,
    headers: [["content-type", "application/json"]],
    body: { kind: "json", text: '{"name":"Hidden Valley","n":1}' },
    answer: { status: 200, headers: [], size: 0 },
    session: { id: "s" },
    ...(captureId === undefined ? {} : { captureId }),
  };
}

/** Three actions of two runs in a capture that waits for its confirmation. */
async function act(recorder: Recorder): Promise<string[]> {
  await recorder.startCapture({ slug: "valley", notes: "" });
  const exchanges = [OTTER, OTTER, HERON].map((run) => action(recorder.captureId, run));
  await Promise.all(exchanges.map((exchange) => recorder.take(exchange)));
  await recorder.endCapture();
  return exchanges.map(({ id }) => id);
}

const requests = async (out: string) =>
  (await eventsBelow(out)).filter(({ stage }) => stage === "request").map(({ id }) => id).sort();

/** The folder as a killed session leaves it. */
async function crashed(out: string, copy: string): Promise<void> {
  await cp(out, copy, { recursive: true });
  for (const name of await readdir(copy)) {
    const gone = JSON.stringify({ pid: 999999999, host: hostname() });
    if (name.startsWith(".")) await writeFile(join(copy, name, "owner.json"), gone);
  }
}

const captureFolders = async (out: string) =>
  (await readdir(out)).filter((name) => name.startsWith(".capture-"));

test("confirm() writes nothing when one of the runs cannot be marked, and works once it can", async () => {
  await withFolder(async (folder) => {
    const out = join(folder, "out");
    const copy = join(folder, "copy");
    await withRecorder(out, async (recorder) => {
      await recorder.take(action(undefined, HERON));
      const ids = await act(recorder);
      const heron = join(out, "runs/new-heron");
      const before = await requests(out);
      const span = { startedAt: new Date(clock - 3_600_000), endedAt: new Date(clock + 3_600_000) };
      await addCapture(heron, { id: "other", ...span });
      for (let press = 0; press < 3; press++) await assert.rejects(recorder.confirm(), /overlaps "other"/);
      assert.deepEqual(await requests(out), before);
      assert.equal(recorder.status().state, "reviewing");
      await crashed(out, copy);
      await writeFile(join(heron, "_logs/profile.captures.json"), '{"version":1,"captures":[]}');
      assert.equal((await recorder.confirm()).steps, 3);
      assert.deepEqual(await requests(out), [...before, ...ids].sort());
    });
    // The next session starts all the same, says so, and leaves the capture where it is.
    for (let start = 0; start < 2; start++) {
      await withRecorder(copy, async (recorder, notices) => {
        assert.deepEqual(await recorder.recover(), []);
        assert.match(notices.join(), /the capture valley .* not completed: .* overlaps "other".*\.capture-/);
        assert.equal((await requests(copy)).length, 1);
        assert.equal((await captureFolders(copy)).length, 1);
      });
    }
  });
});

test("close() ends, fails the recording and keeps the capture when it cannot be marked", async () => {
  await withFolder(async (out) => {
    await withRecorder(out, async (recorder) => {
      await act(recorder);
      assert.equal(await recorder.close(), undefined);
      assert.match(recorder.failure?.message ?? "", /The capture valley was not completed: refused/);
      assert.match(recorder.failure?.remedy ?? "", /\.capture-/);
    }, { ...markCapture, check: () => Promise.reject(new Error("refused")) });
    assert.equal((await captureFolders(out)).length, 1);
  });
});

for (const when of ["before the first mark", "after the first mark", "after the last mark"]) {
  test(`a capture is completed once when the session dies ${when}, as its dialog left it`, async () => {
    await withFolder(async (folder) => {
      const out = join(folder, "out");
      const copy = join(folder, "copy");
      let marks = 0;
      const dies: MarkCapture = {
        ...markCapture,
        async write(dir, mark) {
          if (marks === 0 && when.startsWith("before")) await crashed(out, copy);
          await markCapture.write(dir, mark);
          marks++;
          if (marks === 1 && when === "after the first mark") await crashed(out, copy);
          if (marks === 2 && when === "after the last mark") await crashed(out, copy);
        },
      };
      await withRecorder(out, async (recorder) => {
        const [first = "", second = ""] = await act(recorder);
        recorder.redactValue(first, "$.name");
        recorder.dropStep(second);
        await recorder.confirm();
      }, dies);
      // Nobody knows whether the last line reached the disk whole.
      const log = join(copy, LOGS, "profile.events.jsonl");
      await writeFile(log, (await readFile(log, "utf8")).slice(0, -20));
      await withRecorder(copy, async (recorder) => {
        const [recovered] = await recorder.recover();
        assert.deepEqual([recovered?.steps, recovered?.dropped, recovered?.redacted], [2, 1, 1]);
        assert.deepEqual(await recorder.recover(), []);
      });
      const text = (await readFile(log, "utf8")).split("\n").filter((line) => line !== "");
      const stages = text.flatMap((line) => line.endsWith("}") ? [JSON.parse(line).stage] : []);
      assert.deepEqual(stages, ["request", "response"]);
      assert.ok(!text.join().includes("Hidden Valley"));
      for (const run of ["ample-otter", "new-heron"]) {
        const dir = join(copy, "runs", run);
        assert.equal((await listCaptures(dir)).length, 1);
        const ledger = (await readFile(join(dir, "_logs/profile.ledger.jsonl"), "utf8")).trim().split("\n");
        const reviewed = ledger.map((line) => JSON.parse(line)).filter(({ by }) => by === "record proxy");
        assert.deepEqual(reviewed.map(({ decision }) => decision), ["redact", "drop"]);
      }
      assert.deepEqual(await readdir(copy), ["runs"]);
    });
  });
}

test("decisions of the dialog outlive a crash before the confirmation, undone ones do not count", async () => {
  await withFolder(async (folder) => {
    const out = join(folder, "out");
    const copy = join(folder, "copy");
    let kept: string[] = [];
    await withRecorder(out, async (recorder) => {
      const [first = "", second = "", third = ""] = await act(recorder);
      for (const id of [first, third]) recorder.redactValue(id, "$.name");
      recorder.redactValue(first, "$.n");
      recorder.redactValue(first, "$.n", true);
      recorder.dropStep(second);
      recorder.dropStep(third);
      recorder.dropStep(third, true);
      await recorder.describe({ notes: "as it should be" });
      kept = [first, third];
      const [name = ""] = await captureFolders(out);
      assert.doesNotMatch(await readFile(join(out, name, "review.jsonl"), "utf8"), /Hidden Valley/);
      await crashed(out, copy);
    });
    const [name = ""] = await captureFolders(copy);
    // The last decision was torn.
    await writeFile(join(copy, name, "review.jsonl"), '\n{"step":"', { flag: "a" });
    await withRecorder(copy, async (recorder) => {
      assert.deepEqual((await recorder.recover()).map(({ steps }) => steps), [2]);
    });
    assert.deepEqual(await requests(copy), kept);
    const [request] = await eventsBelow(copy);
    assert.equal(request?.requestMeta?.jsonPayload, '{"name":"[redacted]","n":1}');
    assert.equal((await listCaptures(join(copy, "runs/ample-otter")))[0]?.notes, "as it should be");
  });
});

test("uploads of a recovered capture come with it; one whose bytes were lost is a file without bytes", async () => {
  await withFolder(async (folder) => {
    const out = join(folder, "out");
    const copy = join(folder, "copy");
    const redactor = createRedactor();
    const store = await openRecording(out, { redactor, recorder: "proxy" });
    const about = { id: "c1", slug: "s", notes: "", startedAt: clock, session: "s" };
    const held = await HeldCapture.begin(out, about, store.bodies, redactor);
    const upload = async (text: string) => {
      const stored = await store.bodies.putBytes(new TextEncoder().encode(text));
      const part = { name: "f", filename: `${text}.txt`, ...stored };
      const body = { kind: "form" as const, encoding: "multipart" as const, parts: [part] };
      await held.add({ ...action("c1"), body });
      return stored.sha256;
    };
    const there = await upload("here");
    const lost = await upload("lost");
    const never = { ...action("c1"), body: { kind: "bytes" as const, size: 1, sha256: "0".repeat(64) } };
    await assert.rejects(held.add(never), /The bytes of an upload are not there/);
    await crashed(out, copy);
    await store.close();
    await rm(join(copy, ".capture-c1/bodies", lost));
    await withRecorder(copy, async (recorder) => {
      assert.deepEqual((await recorder.recover()).map(({ steps }) => steps), [2]);
    });
    const events = (await eventsBelow(copy)).filter(({ stage }) => stage === "request");
    const parts = events.flatMap(({ requestMeta }) => requestMeta?.parts ?? []);
    assert.deepEqual(parts.map(({ filename, size, sha256 }) => [filename, size, sha256]), [
      ["here.txt", 4, there],
      ["lost.txt", 4, undefined],
    ]);
    assert.equal(await readFile(join(copy, LOGS, "bodies", there), "utf8"), "here");
  });
});

test("a capture that was open at a crash ends with its last exchange, not when it is found", async () => {
  await withFolder(async (folder) => {
    const out = join(folder, "out");
    const copy = join(folder, "copy");
    let last = 0;
    await withRecorder(out, async (recorder) => {
      await recorder.startCapture({ slug: "open", notes: "" });
      const exchange = action(recorder.captureId);
      last = exchange.startedAt + exchange.durationMs;
      await recorder.take(exchange);
      await crashed(out, copy);
    });
    clock += 86_400_000;
    await withRecorder(copy, async (recorder) => {
      assert.equal((await recorder.recover()).length, 1);
    });
    const [mark] = await listCaptures(join(copy, "runs/ample-otter"));
    assert.equal(Date.parse(mark?.ended_at ?? ""), last);
  });
});
