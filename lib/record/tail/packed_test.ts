/** A tail of a run whose log was compressed by `record prune`. */
import assert from "node:assert/strict";
import { appendFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { withFolder } from "../../files/test_folder.ts";
import { Follower } from "./follower.ts";
import { logOf } from "./log_of.ts";
import type { TailPosition } from "./position.ts";
import { linesOf } from "./tail.ts";

const event = (id: number) => JSON.stringify({ id: `e${id}` }) + "\n";

/** A tail that looks once, then again when it is asked to. */
function follow(log: string, from: TailPosition | "start") {
  const watcher = { changed: () => Promise.resolve(), close: () => {} };
  const follower = new Follower({ log, follow: true, from, watcher });
  const chunks = follower.chunks();
  const look = async (): Promise<string[]> => {
    const seen: string[] = [];
    for (;;) {
      const { value: chunk } = await chunks.next();
      if (chunk === undefined || chunk.kind === "idle") return seen;
      if (chunk.kind === "gap") seen.push(`${chunk.gap.kind}, lost ${chunk.gap.lost}`);
      for (const { line, number } of linesOf(chunk)) {
        seen.push(`${JSON.parse(new TextDecoder().decode(line.bytes)).id}@${number}`);
      }
    }
  };
  const end = async () => {
    await chunks.return(undefined);
    const position = follower.position();
    assert.ok(position !== undefined);
    return position;
  };
  return { look, end };
}

async function pack(log: string, to: string): Promise<void> {
  await writeFile(to, gzipSync(await readFile(log)));
  await rm(log);
}

test("a tail goes on with the new log behind a compressed one, and reads what it had not read of that", async () => {
  await withFolder(async (folder) => {
    const log = join(folder, "profile.events.jsonl");
    await writeFile(log, event(0) + event(1));
    const first = follow(log, "start");
    assert.deepEqual(await first.look(), ["e0@1", "e1@2"]);
    const position = await first.end();
    await appendFile(log, event(2) + event(3));
    await pack(log, `${log}.gz`);
    const second = follow(log, position);
    assert.deepEqual(await second.look(), ["e2@3", "e3@4"]);
    const third = follow(log, await second.end());
    assert.deepEqual(await third.look(), []);
    await writeFile(log, event(4));
    assert.deepEqual(await third.look(), ["e4@1"]);
    const fourth = follow(log, await third.end());
    assert.deepEqual(await fourth.look(), []);
    await fourth.end();
    // All at once, and the second part of a log.
    const fifth = follow(log, position);
    assert.deepEqual(await fifth.look(), ["e2@3", "e3@4", "e4@1"]);
    const inSecond = await fifth.end();
    await pack(log, `${log}.2.gz`);
    await writeFile(log, event(5));
    const sixth = follow(log, inSecond);
    assert.deepEqual(await sixth.look(), ["e5@1"]);
    await sixth.end();
  });
});

test("a running tail goes on behind a compression without a loss, and says so of another log", async () => {
  await withFolder(async (folder) => {
    const log = join(folder, "profile.events.jsonl");
    await writeFile(log, event(0));
    const tail = follow(log, "start");
    assert.deepEqual(await tail.look(), ["e0@1"]);
    await pack(log, `${log}.gz`);
    assert.deepEqual(await tail.look(), []);
    await writeFile(log, event(1));
    assert.deepEqual(await tail.look(), ["rotated, lost nothing", "e1@1"]);
    const position = await tail.end();
    // Written beside the old one: a log that comes after its end may get its inode.
    await writeFile(`${log}.new`, event(8));
    await writeFile(`${log}.gz`, gzipSync(event(7)));
    await rename(`${log}.new`, log);
    const other = follow(log, position);
    assert.deepEqual(await other.look(), ["replaced, lost possible", "e8@1"]);
    await other.end();
  });
});

test("logOf() names the log that comes next in a run whose log is compressed, and no compressed file to follow", async () => {
  await withFolder(async (run) => {
    await mkdir(join(run, "_logs"));
    const log = join(run, "_logs/profile.events.jsonl");
    await writeFile(`${log}.gz`, gzipSync(event(0)));
    assert.equal(await logOf(run, true), log);
    assert.equal(await logOf(run, false), `${log}.gz`);
    await assert.rejects(logOf(`${log}.gz`, true), /is compressed: nothing is appended to it/);
  });
});
