import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { AuditEvent } from "../../model/event.ts";
import { createRedactor } from "../../redact/redactor.ts";
import { SpoolWriter } from "../../spool/writer.ts";
import { Snapshots } from "./snapshots.ts";

const NOON = Date.parse("2026-08-01T12:00:00Z");
const time = (seconds: number) => new Date(NOON + seconds * 1000).toISOString();

/** Request and answer of an upload, recorded by a server whose clock is an hour behind the browser's. */
function upload(id: string, at: number, end: Partial<AuditEvent> = {}): AuditEvent[] {
  const common = {
    id,
    sessionId: "s",
    runId: "r",
    config: "c",
    method: "POST",
    endpoint: "rq/api/build_landuse",
  };
  const request = {
    ...common,
    stage: "request",
    timestamp: time(at + 3600),
    received_at: time(at + 0.05),
    requestMeta: {
      bodyType: "form-data",
      formKeys: ["input_upload_landuse"],
      formValues: { landuse_mode: "4" },
    },
  };
  return [
    request,
    {
      ...common,
      stage: "response",
      ok: true,
      timestamp: time(at + 3601),
      received_at: time(at + 1.05),
      ...end,
    },
  ];
}

async function reasons(storedAt: number, ...events: AuditEvent[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "snapshots-"));
  try {
    const file = join(folder, "run", "landuse", "_map.tif");
    await mkdir(join(folder, "run", "landuse"), { recursive: true });
    await writeFile(file, "bytes");
    await utimes(file, storedAt + NOON / 1000, storedAt + NOON / 1000);
    const writer = await SpoolWriter.open(join(folder, "spool"), { version: 1, log: "log" });
    const snapshots = new Snapshots(join(folder, "run"), writer, createRedactor());
    snapshots.announce(events.map((event) => ({
      bytes: new TextEncoder().encode(JSON.stringify(event)),
      offset: 0,
      length: 1,
      complete: true,
      tooLong: false,
    })));
    const found: string[] = [];
    for (const event of events) {
      for (const { name, reason } of await snapshots.take({ event, line: 1, offset: 0, length: 1 })) {
        found.push(reason ?? name ?? "");
      }
    }
    const kept = await readdir(join(folder, "spool", "bodies"));
    assert.equal(kept.length, found.includes("map.tif") ? 1 : 0);
    await writer.close();
    return found;
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("Snapshots takes the stored file when it was stored during the upload, whatever the clocks say", async () => {
  assert.deepEqual(await reasons(0.5, ...upload("1", 0)), ["map.tif"]);
});

test("Snapshots takes no file that may belong to another upload, and says why", async () => {
  assert.deepEqual(await reasons(-5, ...upload("1", 0)), ["the stored file is older than this upload"]);
  assert.deepEqual(await reasons(9, ...upload("1", 0)), ["the stored file was replaced since this upload"]);
  const late = upload("1", 0, { received_at: time(9) });
  assert.deepEqual(await reasons(5, ...late), ["the stored file was replaced since this upload"]);
  assert.deepEqual(await reasons(0.5, ...late), ["map.tif"]);
  assert.deepEqual(await reasons(86_400, ...late), ["the stored file was replaced since this upload"]);
  const untimed = upload("1", 0, { received_at: "" });
  assert.deepEqual(await reasons(0.5, ...untimed), ["the log does not tell when it was stored"]);
  const twice = await reasons(0.5, ...upload("1", 0), ...upload("2", 0.2));
  assert.match(twice[0] ?? "", /another upload of the same kind came at the same time/);
  assert.match(twice[1] ?? "", /another upload of the same kind was under way/);
  assert.deepEqual((await reasons(4.5, ...upload("1", 0), ...upload("2", 4))).slice(1), ["map.tif"]);
  assert.deepEqual(await reasons(0.5, ...upload("1", 0, { stage: "error", ok: false })), []);
  assert.deepEqual(await reasons(0.5, ...upload("1", 0, { ok: false })), []);
});
