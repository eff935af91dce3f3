import assert from "node:assert/strict";
import { appendFile, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { MAX_LINE } from "../events/line_reader.ts";
import { sha256 } from "../files/hash.ts";
import { createRedactor } from "../redact/redactor.ts";
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

test("readSpool() leaves out what another file repeats", async () => {
  await inFolder(async (folder) => {
    const writer = await SpoolWriter.open(folder, INFO);
    const told = (file: string, offset: number, id: string, timestamp = `2026-01-01T00:00:0${id}Z`) =>
      ({ ...event(offset, id), file, event: { id, stage: "request", timestamp } }) as SpoolRecord;
    writer.add(told("f", 0, "1"));
    writer.add(told("f", 10, "2"));
    // Twice in one file is twice in the log.
    writer.add(told("f", 20, "2"));
    writer.add(told("g", 0, "2"));
    writer.add(told("g", 10, "2", "2026-01-01T00:00:09Z"));
    writer.add(told("g", 20, "3"));
    await writer.close();
    assert.deepEqual(await idsOf(folder), ["1", "2", "2", "2", "3"]);
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

test("SpoolWriter leaves whole records behind when the disk fills up right after a new segment was begun", async () => {
  await inFolder(async (folder) => {
    const writer = await SpoolWriter.open(folder, INFO);
    // A log line may be as long as 16 MiB; its record is longer.
    writer.add({ ...event(0, "a"), event: { id: "a", text: "x".repeat(MAX_LINE) } } as SpoolRecord);
    assert.equal(writer.isFull, true);
    await writer.flush();
    const probe = await open(join(folder, "spool.json"));
    const files = Object.getPrototypeOf(probe) as { sync(): Promise<void> };
    await probe.close();
    const { sync } = files;
    files.sync = () => Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" }));
    try {
      writer.add(event(1, "b"));
      await assert.rejects(writer.flush(), /the disk is full/);
    } finally {
      files.sync = sync;
    }
    writer.add(event(2, "c"));
    await assert.rejects(writer.flush(), /the disk is full/, "written behind a failure");
    await writer.close();
    assert.deepEqual(await idsOf(folder), ["a"]);
    const next = await SpoolWriter.open(folder, INFO);
    next.add(event(1, "b"));
    await next.close();
    assert.deepEqual(await idsOf(folder), ["a", "b"]);
    assert.deepEqual((await readdir(join(folder, "segments"))).sort(), ["000001.jsonl", "000002.jsonl"]);
  });
});

test("keep() copies a file by its hash without its secrets, and leaves nothing of one that is not there", async () => {
  await inFolder(async (folder) => {
    const writer = await SpoolWriter.open(folder, INFO);
    const file = join(folder, "map.tif");
    await writeFile(file, "bytes");
    const keep = (name: string) => writer.keep(join(folder, name), name, createRedactor());
    assert.deepEqual(await keep("map.tif"), { sha256: sha256("bytes"), size: 5 });
    assert.equal(await keep("gone.tif"), undefined);
    assert.deepEqual(await readdir(join(folder, "bodies")), [sha256("bytes")]);
    await writeFile(join(folder, "plots.csv"), "plot,owner\n1,jane.roe@corp.org\n".repeat(100_000));
    const copy = await keep("plots.csv");
    const kept = await readFile(join(folder, "bodies", copy?.sha256 ?? ""), "utf8");
    assert.deepEqual(copy, { sha256: sha256(kept), size: kept.length, redacted: true });
    assert.doesNotMatch(kept, /jane/);
    assert.equal((await readdir(join(folder, "bodies"))).length, 2);
    await writer.close();
  });
});
