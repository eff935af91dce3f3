/** A tail whose log is trimmed by `record prune`, while it runs and while it does not. */
import assert from "node:assert/strict";
import { appendFile, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder } from "../../files/test_folder.ts";
import { findCut } from "../prune/trim.ts";
import { Follower } from "./follower.ts";
import { linesOf } from "./tail.ts";
import type { TailPosition } from "./position.ts";

const event = (id: number) => JSON.stringify({ id: `e${id}`, text: "x".repeat(id % 7) }) + "\n";
const events = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => event(from + index)).join("");

/** Leaves the last events of a log, as `record prune --trim-size` does. */
async function trim(log: string, bytes: number): Promise<void> {
  const cut = await findCut({ path: log, packing: "plain" }, -Infinity, bytes, new Date(0));
  assert.ok(cut !== undefined, "nothing to cut");
  const kept = (await readFile(log)).subarray(cut.skip);
  await writeFile(`${log}-new`, new Uint8Array([...cut.marker, ...kept]));
  await rename(`${log}-new`, log);
}

/** Reads to the end: `id@line` of every event, and gaps in words; with the place reached. */
async function read(log: string, from: TailPosition | "start") {
  const follower = new Follower({ log, follow: false, from });
  const seen: string[] = [];
  for await (const chunk of follower.chunks()) {
    if (chunk.kind === "gap") seen.push(chunk.gap.message);
    for (const { line, number } of linesOf(chunk)) {
      const { id } = JSON.parse(new TextDecoder().decode(line.bytes));
      seen.push(`${id ?? "marker"}@${number}`);
    }
  }
  const position = follower.position();
  assert.ok(position !== undefined);
  return { seen, position };
}

test("a tail goes on in a trimmed log behind what it has read, however often it was trimmed", async () => {
  await withFolder(async (folder) => {
    const log = join(folder, "profile.events.jsonl");
    await writeFile(log, events(0, 40));
    const first = await read(log, "start");
    assert.equal(first.seen.length, 40);
    await trim(log, 300);
    const second = await read(log, first.position);
    assert.deepEqual(second.seen, []);
    await appendFile(log, events(40, 43));
    const third = await read(log, first.position);
    assert.deepEqual(third.seen.map((one) => one.split("@")[0]), ["e40", "e41", "e42"]);
    const lines = (await readFile(log, "utf8")).split("\n");
    assert.equal(third.seen[0], `e40@${lines.findIndex((line) => line.includes('"e40"')) + 1}`);
    await trim(log, 100);
    await appendFile(log, event(43));
    const fourth = await read(log, third.position);
    assert.deepEqual(fourth.seen.map((one) => one.split("@")[0]), ["e43"]);
  });
});

test("a tail says how many lines went with a trim before it had read them", async () => {
  await withFolder(async (folder) => {
    const log = join(folder, "profile.events.jsonl");
    await writeFile(log, events(0, 10));
    const { position } = await read(log, "start");
    await appendFile(log, events(10, 20));
    await trim(log, event(19).length);
    const { seen } = await read(log, position);
    assert.deepEqual(seen, [
      "The log was trimmed, and 9 lines went with it that had never been read",
      "e19@2",
    ]);
  });
});

test("nothing is left to read when everything that was read was trimmed away", async () => {
  await withFolder(async (folder) => {
    const log = join(folder, "profile.events.jsonl");
    await writeFile(log, events(0, 10));
    const { position } = await read(log, "start");
    await trim(log, 0);
    assert.deepEqual((await read(log, position)).seen, []);
    await appendFile(log, event(10));
    assert.deepEqual((await read(log, position)).seen, ["e10@2"]);
  });
});

test("another log that was trimmed is read from its start, behind a gap", async () => {
  await withFolder(async (folder) => {
    const log = join(folder, "profile.events.jsonl");
    await writeFile(log, events(0, 40));
    const { position } = await read(log, "start");
    await writeFile(`${log}-other`, events(100, 110));
    await rename(`${log}-other`, log);
    await trim(log, 100);
    const { seen } = await read(log, position);
    assert.match(seen[0] ?? "", /^The log is (?:shorter|not the one)/);
    assert.equal(seen[1], "marker@1");
  });
});

test("a running tail goes on in the trimmed log without a gap", async () => {
  await withFolder(async (folder) => {
    const log = join(folder, "profile.events.jsonl");
    await writeFile(log, events(0, 40));
    const follower = new Follower({
      log,
      follow: true,
      from: "start",
      watcher: { changed: () => Promise.resolve(), close: () => {} },
    });
    const chunks = follower.chunks();
    const look = async (): Promise<string[]> => {
      const seen: string[] = [];
      for (;;) {
        const { value: chunk } = await chunks.next();
        if (chunk === undefined || chunk.kind === "idle") return seen;
        seen.push(...[...linesOf(chunk)].map(({ number }) => `line ${number}`));
        if (chunk.kind === "gap") seen.push(chunk.gap.message);
      }
    };
    assert.equal((await look()).length, 40);
    await trim(log, 300);
    assert.deepEqual(await look(), []);
    await appendFile(log, event(40));
    assert.equal((await look()).length, 1);
    await chunks.return(undefined);
  });
});
