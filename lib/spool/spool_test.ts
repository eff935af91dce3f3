import assert from "node:assert/strict";
import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { sha256 } from "../files/hash.ts";
import type { SpoolRecord } from "./format.ts";
import { readSpool } from "./reader.ts";
import { SpoolWriter } from "./writer.ts";

const INFO = { version: 1 as const, log: "/runs/x/_logs/profile.events.jsonl" };

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "spool-"));
  try {
    await run(join(folder, "x"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function event(offset: number, id: string, tag = id): SpoolRecord {
  return { kind: "event", file: "f", line: 1, offset, length: 10, tag, event: { id } };
}

async function idsOf(folder: string): Promise<unknown[]> {
  const ids: unknown[] = [];
  for await (const record of readSpool(folder)) {
    ids.push(record.kind === "event" ? record.event["id"] : record.kind);
  }
  return ids;
}

test("readSpool() gives each record once and in order, whatever was written twice", async () => {
  await inFolder(async (folder) => {
    const writer = await SpoolWriter.open(folder, INFO);
    writer.add(event(0, "a"));
    writer.add(event(10, "b"));
    await writer.flush();
    writer.add(event(10, "b"));
    writer.add(event(20, "c"));
    // Another content under the same first line is another line.
    writer.add(event(20, "d"));
    await writer.close();
    assert.deepEqual(await idsOf(folder), ["a", "b", "c", "d"]);
  });
});

test("SpoolWriter cuts the torn last line of a crash and goes on behind it", async () => {
  await inFolder(async (folder) => {
    const first = await SpoolWriter.open(folder, INFO);
    first.add(event(0, "a"));
    await first.close();
    const segment = join(folder, "segments", "000001.jsonl");
    await appendFile(segment, '{"kind":"ev');
    assert.deepEqual(await idsOf(folder), ["a"]);
    const second = await SpoolWriter.open(folder, INFO);
    second.add(event(10, "b"));
    await second.abandon();
    const third = await SpoolWriter.open(folder, INFO);
    third.add(event(10, "c"));
    await third.close();
    assert.deepEqual(await idsOf(folder), ["a", "c"]);
    assert.equal((await stat(folder)).mode & 0o077, 0, "others can look into the spool");
  });
});

test("readSpool() stops at a damaged record and names its place; another log is refused", async () => {
  await inFolder(async (folder) => {
    const writer = await SpoolWriter.open(folder, INFO);
    writer.add(event(0, "a"));
    await writer.close();
    const segment = join(folder, "segments", "000001.jsonl");
    await writeFile(segment, "{}\n" + await readFile(segment, "utf8"));
    await assert.rejects(idsOf(folder), /The spool is damaged/);
    await assert.rejects(SpoolWriter.open(folder, { version: 1, log: "/other" }), /belongs to another log/);
    await writeFile(join(folder, "spool.json"), "");
    await assert.rejects(SpoolWriter.open(folder, INFO), /description is damaged/);
  });
});

test("keep() copies a file by its hash, and leaves nothing of one that is not there", async () => {
  await inFolder(async (folder) => {
    const writer = await SpoolWriter.open(folder, INFO);
    const file = join(folder, "map.tif");
    await writeFile(file, "bytes");
    assert.deepEqual(await writer.keep(file), { sha256: sha256("bytes"), size: 5 });
    assert.equal(await writer.keep(join(folder, "gone.tif")), undefined);
    assert.deepEqual(await readdir(join(folder, "bodies")), [sha256("bytes")]);
    await writer.close();
  });
});
