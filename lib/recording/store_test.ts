/** Recordings of our own: lines whole and paired, bytes by hash, no secret on the disk. */
import assert from "node:assert/strict";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ProfileError } from "../errors.ts";
import { addCapture } from "../captures/marks.ts";
import { pairEvents } from "../events/pair.ts";
import { readEvents } from "../events/read_events.ts";
import { sha256 } from "../files/hash.ts";
import { withFolder } from "../files/test_folder.ts";
import { walkFiles } from "../files/walk.ts";
import { createRedactor } from "../redact/redactor.ts";
import { type Disk, nodeDisk } from "./disk.ts";
import { openRecording, type Recording } from "./store.ts";
import { seen } from "./testing/seen.ts";

const RUN = "/rq-engine/api/runs/ample-otter/disturbed9002";

async function recording(
  use: (recording: Recording, out: string) => Promise<void>,
  options: { disk?: Disk } = {},
): Promise<void> {
  await withFolder(async (out) => {
    const opened = await openRecording(out, { redactor: createRedactor(), recorder: "proxy", ...options });
    try {
      await use(opened, out);
    } finally {
      await opened.close();
    }
  });
}

async function events(out: string, run = "ample-otter") {
  const found = [];
  for await (const item of readEvents(join(out, "runs", run, "_logs/profile.events.jsonl"))) {
    assert.equal(item.kind, "event");
    if (item.kind === "event") found.push(item.at.event);
  }
  return found;
}

async function* blocksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test("add() writes a pair in WEPPcloud's shape, with values, safe headers and the session", async () => {
  await recording(async (opened, out) => {
    const added = await opened.add(seen({
      path: `${RUN}/set-outlet?dry=1`,
      headers: [
        ["Content-Type", "application/json"],
        ["Cookie", "session=s3cr3t-c00kie-value"],
        ["Authorization", "Bearer abc.def.ghi-123456"],
        ["Referer", "https://wepp.example.org/weppcloud/runs/ample-otter/disturbed9002/?token=zz99zz99"],
      ],
      body: { kind: "json", text: '{"latitude": 46.10, "note":"{\\"a\\":1}"}' },
      session: { id: "s1", user: "person@example.org", browser: "Chrome 126", viewport: "1280x720" },
    }));
    assert.deepEqual(added, { kept: true, runId: "ample-otter", config: "disturbed9002" });
    const [request, end, enqueued] = await events(out);
    assert.equal(request?.endpoint, `${RUN}/set-outlet`);
    assert.deepEqual(request?.params, ["dry"]);
    assert.equal(request?.requestMeta?.jsonPayload, '{"latitude": 46.10, "note":"{\\"a\\":1}"}');
    assert.deepEqual(request?.requestMeta?.headers, {
      "content-type": "application/json",
      referer: "https://wepp.example.org/weppcloud/runs/ample-otter/disturbed9002/",
    });
    assert.equal(request?.recorder, "proxy");
    assert.match(String(request?.session?.["user"]), /^user-[0-9a-f]{8}@redacted\.invalid$/);
    assert.deepEqual(
      [request?.session?.["id"], request?.session?.["browser"], request?.session?.["viewport"]],
      [request?.sessionId, "Chrome 126", "1280x720"],
    );
    assert.equal(end?.stage, "response");
    assert.equal(end?.endpoint, `${RUN}/set-outlet?dry=1`);
    assert.equal(end?.responseMeta?.body, '{"job_id":"5f0c0000-0000-4000-8000-000000000001"}');
    assert.deepEqual([enqueued?.category, enqueued?.requestId, enqueued?.payload?.["job"]], [
      "rq_enqueue",
      request?.id,
      "tasks.set_outlet",
    ]);
    const text = await readFile(join(out, "runs/ample-otter/_logs/profile.events.jsonl"), "utf8");
    assert.doesNotMatch(text, /s3cr3t|zz99|abc\.def|person@/);
  });
});

test("add() finds the run of a creation and of a job poll, and leaves out what belongs to none", async () => {
  await recording(async (opened, out) => {
    const created = await opened.add(seen({
      path: "/rq-engine/create/",
      body: { kind: "form", encoding: "urlencoded", parts: [{ name: "config", value: "disturbed9002" }] },
      answer: { status: 303, headers: [["Location", "/weppcloud/runs/ample-otter/disturbed9002"]] },
    }));
    assert.equal(created.kept && created.runId, "ample-otter");
    await opened.add(seen({ path: `${RUN}/run-wepp` }));
    const polled = await opened.add(seen({
      method: "GET",
      path: "/rq-engine/api/jobstatus/5f0c0000-0000-4000-8000-000000000001",
    }));
    assert.equal(polled.kept && polled.runId, "ample-otter");
    const batch = await opened.add(seen({
      path: "/rq-engine/api/jobinfo",
      body: { kind: "json", text: '{"job_ids":["5f0c0000-0000-4000-8000-000000000001"]}' },
    }));
    assert.ok(batch.kept);
    assert.deepEqual(await opened.add(seen({ path: "/weppcloud/about" })), {
      kept: false,
      reason: "belongs to no run",
    });
    assert.deepEqual(
      await opened.add(seen({ path: "/weppcloud/runs/%2e%2e/c/x" })),
      { kept: false, reason: "belongs to no run" },
    );
    assert.deepEqual([...opened.left()], [["belongs to no run", 2]]);
    assert.equal(opened.runs().length, 1);
    assert.deepEqual(await readdir(join(out, "runs")), ["ample-otter"]);
  });
});

test("bodies lie by hash beside the log, equal bytes once, binary untouched", async () => {
  await recording(async (opened, out) => {
    const raster = new Uint8Array(300_000).map((_, index) => index % 251);
    const one = await opened.bodies.put(blocksOf(raster, 70_000), { name: "sbs.tif" });
    const two = await opened.bodies.putBytes(raster);
    assert.deepEqual(one, { sha256: sha256(raster), size: raster.length });
    assert.deepEqual(two, one);
    await opened.add(seen({
      path: `${RUN}/tasks/upload-sbs/`,
      body: {
        kind: "form",
        encoding: "multipart",
        parts: [{ name: "input_upload_sbs", filename: "größe.tif", type: "image/tiff", ...one }],
      },
    }));
    const bodies = join(out, "runs/ample-otter/_logs/bodies");
    assert.deepEqual(await readdir(bodies), [one.sha256]);
    assert.deepEqual(new Uint8Array(await readFile(join(bodies, one.sha256))), raster);
    const [request] = await events(out);
    assert.equal(request?.category, "file_upload");
    assert.deepEqual(request?.requestMeta?.parts, [
      { name: "input_upload_sbs", filename: "größe.tif", type: "image/tiff", ...one },
    ]);
    await opened.close();
    assert.deepEqual(await readdir(out), ["runs"]);
  });
});

test("bodies of text are redacted on the way, in pieces; the part says so", async () => {
  await recording(async (opened, out) => {
    const clean = new TextEncoder().encode("id,value\n1,2.5\n".repeat(200_000));
    assert.equal((await opened.bodies.put(blocksOf(clean, 64 * 1024))).sha256, sha256(clean));
    const latin1 = new Uint8Array([
      ...new TextEncoder().encode("gr"),
      0xf6,
      ...new TextEncoder().encode("sse\n"),
    ]);
    assert.equal((await opened.bodies.putBytes(latin1)).sha256, sha256(latin1));
    const secret = new TextEncoder().encode(`${"x,y\n".repeat(500_000)}contact: jane.roe@example.org\n`);
    const stored = await opened.bodies.put(blocksOf(secret, 64 * 1024), { name: "list.csv" });
    assert.equal(stored.redacted, true);
    const { redacted: _, ...told } = stored;
    await opened.add(seen({
      path: `${RUN}/tasks/upload-cli/`,
      body: {
        kind: "form",
        encoding: "multipart",
        parts: [{ name: "input_upload_cli", filename: "list.csv", ...told }],
      },
    }));
    const bytes = await readFile(join(out, "runs/ample-otter/_logs/bodies", stored.sha256), "utf8");
    assert.equal(sha256(bytes), stored.sha256);
    assert.match(bytes, /contact: user-[0-9a-f]{8}@redacted\.invalid\n$/);
    assert.equal((await events(out))[0]?.requestMeta?.parts?.[0]?.redacted, true);
  });
});

test("a line without end is cut at separators, and its secrets are found", async () => {
  await recording(async (opened) => {
    const line = `[${"[-116.25,46.5],".repeat(900_000)}"jane.roe@example.org"]`;
    const stored = await opened.bodies.put(blocksOf(new TextEncoder().encode(line), 64 * 1024));
    assert.equal(stored.redacted, true);
  });
});

test("add() of several at once and of two recordings keeps every line whole", async () => {
  await recording(async (opened, out) => {
    const other = await openRecording(out, { redactor: createRedactor(), recorder: "proxy" });
    const many = Array.from({ length: 200 }, (_, index) =>
      (index % 2 === 0 ? opened : other).add(seen({
        id: `x-${index}`,
        path: `${RUN}/set-outlet`,
        body: { kind: "json", text: JSON.stringify({ filler: "y".repeat(index * 50) }) },
      })));
    await Promise.all(many);
    await other.close();
    const log = join(out, "runs/ample-otter/_logs/profile.events.jsonl");
    const pairs = [];
    for await (const item of pairEvents(readEvents(log))) {
      assert.notEqual(item.kind, "problem");
      if (item.kind === "exchange") {
        pairs.push(item.exchange.request !== undefined && item.exchange.end !== undefined);
      }
    }
    assert.deepEqual(pairs, Array(200).fill(true));
  });
});

test("lines that wait for others go to the disk together and in order", async () => {
  let writes = 0;
  const disk: Disk = {
    ...nodeDisk,
    async open(path) {
      const file = await nodeDisk.open(path);
      return {
        ...file,
        write(...blocks) {
          writes++;
          return file.write(...blocks);
        },
      };
    },
  };
  await recording(async (opened, out) => {
    const ids = Array.from({ length: 50 }, (_, index) => `id-${index}`);
    const added = ids.map(async (id) => {
      // Each in a turn of its own, as exchanges end.
      for (let turns = Number(id.slice(3)) % 5; turns > 0; turns--) await Promise.resolve();
      return await opened.add(seen({ id, path: `${RUN}/set-outlet` }));
    });
    await Promise.all(added);
    const requests = (await events(out)).filter(({ stage }) => stage === "request");
    assert.deepEqual(requests.map(({ id }) => id ?? "").toSorted(), ids.toSorted());
    assert.ok(writes <= 3, `${writes} writes`);
  }, { disk });
});

test("every event carries the session under one name, which is no raw id", async () => {
  await recording(async (opened, out) => {
    for (const id of ["browser-0451aa", "browser-0451aa", "browser-99"]) {
      await opened.add(seen({ path: `${RUN}/set-outlet`, session: { id } }));
    }
    const names = (await events(out)).filter(({ stage }) => stage === "request").map((event) =>
      [event.sessionId, event.session?.id].join()
    );
    assert.equal(new Set(names).size, 2);
    for (const name of names) assert.match(name, /^(session-[0-9a-f]{8}),\1$/);
  });
});

test("a full disk is a clear error; what was good is kept, and a torn line damages nothing after it", async () => {
  let room = Infinity;
  const disk: Disk = {
    async open(path) {
      const file = await nodeDisk.open(path);
      return {
        ...file,
        async write(block) {
          if (block.length <= room) return await file.write(block);
          await file.write(block.subarray(0, room));
          throw Object.assign(new Error("full"), { code: "ENOSPC" });
        },
      };
    },
    async create(path) {
      if (room < 1000) throw Object.assign(new Error("full"), { code: "ENOSPC" });
      return await nodeDisk.create(path);
    },
  };
  await recording(async (opened, out) => {
    await opened.add(seen({ id: "one", path: `${RUN}/set-outlet` }));
    room = 300;
    const full = (error: unknown) =>
      error instanceof ProfileError && error.verdict === "unavailable" &&
      /disk is full/.test(error.message) &&
      error.remedy !== undefined && error.position !== undefined;
    await assert.rejects(opened.add(seen({ id: "two", path: `${RUN}/set-outlet` })), full);
    await assert.rejects(opened.bodies.putBytes(new Uint8Array(10)), full);
    room = Infinity;
    await opened.add(seen({ id: "three", path: `${RUN}/set-outlet` }));
    const ids: string[] = [];
    let broken = 0;
    for await (const item of readEvents(join(out, "runs/ample-otter/_logs/profile.events.jsonl"))) {
      if (item.kind === "problem") broken++;
      else if (item.at.event.stage === "request") ids.push(item.at.event.id ?? "");
    }
    assert.deepEqual([ids, broken], [["one", "three"], 1]);
  }, { disk });
});

test("a stream that breaks leaves nothing behind", async () => {
  await recording(async (opened, out) => {
    async function* broken() {
      yield new Uint8Array(100);
      await Promise.resolve();
      throw new Error("the client went away");
    }
    await assert.rejects(opened.bodies.put(broken()), /went away/);
    assert.deepEqual((await walkFiles(out)).filter((path) => path.endsWith(".part")), []);
  });
});

test("openRecording() says what is wrong with a folder", async () => {
  await withFolder(async (out) => {
    await writeFile(join(out, "file"), "");
    const options = { redactor: createRedactor(), recorder: "har" } as const;
    await assert.rejects(openRecording(join(out, "file"), options), /in the way/);
    if (process.getuid?.() === 0) return;
    await mkdir(join(out, "closed"), { mode: 0o500 });
    await assert.rejects(openRecording(join(out, "closed"), options), /not permitted/);
  });
});

test("an answer that is no page is kept up to the limit; pages and large answers are not", async () => {
  await recording(async (opened, out) => {
    const answer = (type: string, text: string) => ({
      status: 200,
      headers: [["content-type", type]] as const,
      text,
    });
    const path = `${RUN}/query`;
    await opened.add(seen({ path, answer: answer("text/html", "<input name=csrf_token value=x>") }));
    await opened.add(seen({ path, answer: answer("application/json", `"${"x".repeat(70_000)}"`) }));
    await opened.add(seen({ path, answer: answer("text/plain; charset=utf-8", "fine") }));
    await opened.add(
      seen({ path, answer: { ...answer("application/json", '{"error":{"message":"No"}}'), status: 409 } }),
    );
    const { answer: _, ...unanswered } = seen({ path });
    await opened.add({ ...unanswered, failure: "Connection reset" });
    const ends = (await events(out)).filter(({ stage }) => stage === "response" || stage === "error");
    assert.deepEqual(ends.map(({ responseMeta }) => [responseMeta?.body, responseMeta?.truncated]), [
      [undefined, undefined],
      [undefined, true],
      ["fine", undefined],
      ['{"error":{"message":"No"}}', undefined],
      [undefined, undefined],
    ]);
    assert.deepEqual(ends.slice(3).map(({ error }) => error), [
      { name: "HttpError", message: "HTTP 409 CONFLICT", status: 409, detail: "No" },
      { name: "NetworkError", message: "Connection reset", status: 0 },
    ]);
  });
});

test("add() names no folder after a person, and gives each run one folder for good", async () => {
  await recording(async (opened, out) => {
    const path = "/rq-engine/api/runs/jane.roe@lab.example.org/cfg/set-outlet";
    const first = await opened.add(seen({ path }));
    await opened.add(seen({ path: "/rq-engine/api/runs/ample-otter/cfg/set-outlet" }));
    await opened.add(seen({
      path: "/rq-engine/api/runs/ample-otter/cfg/set-outlet",
      body: { kind: "json", text: '{"who":"jane.otter@lab.example.org"}' },
    }));
    await opened.add(seen({ path: "/rq-engine/api/runs/ample-otter/cfg/set-outlet" }));
    assert.ok(first.kept);
    const [one, two, ...more] = opened.runs();
    assert.equal(one?.id, first.runId);
    assert.equal(two?.id, "ample-otter");
    assert.deepEqual(more, []);
    assert.doesNotMatch(JSON.stringify([opened.runs(), await walkFiles(out), first]), /jane|lab\.example/);
    assert.match(first.runId, /^user-[0-9a-f]{8}@redacted\.invalid$/);
  });
});

test("a recording is for its owner alone", async () => {
  await withFolder(async (parent) => {
    const out = join(parent, "deep", "out");
    const opened = await openRecording(out, { redactor: createRedactor(), recorder: "har" });
    const stored = await opened.bodies.putBytes(new Uint8Array([1, 2, 3]), { name: "dem.tif" });
    const parts = [{ name: "dem", filename: "dem.tif", ...stored }];
    const added = await opened.add(
      seen({ path: `${RUN}/upload-dem/`, body: { kind: "form", encoding: "multipart", parts } }),
    );
    assert.ok(added.kept);
    const [run] = opened.runs();
    assert.ok(run);
    await addCapture(run.dir, { id: "one", startedAt: new Date(0), endedAt: new Date(1000) });
    await opened.close();
    for (
      const folder of [out, join(out, "runs"), run.dir, join(run.dir, "_logs"), join(run.dir, "_logs/bodies")]
    ) {
      assert.equal((await stat(folder)).mode & 0o777, 0o700, folder);
    }
    const files = await walkFiles(out);
    assert.equal(files.length, 3, files.join());
    for (const file of files) assert.equal((await stat(join(out, file))).mode & 0o777, 0o600, file);
  });
});
