/** What importing refuses, with a remedy; no file makes it break off in another way. */
import assert from "node:assert/strict";
import { appendFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { ProfileError } from "../../errors.ts";
import { withFolder } from "../../files/test_folder.ts";
import { walkFiles } from "../../files/walk.ts";
import { type Disk, nodeDisk } from "../../recording/disk.ts";
import { createRedactor } from "../../redact/redactor.ts";
import { importHar } from "./import.ts";
import { entry, har, imported, ORIGIN, RUN } from "./testing/har.ts";

const FUZZ_RUNS = process.env["PROFILE_TEST_SOAK"] ? 5000 : 150;

async function refused(content: string | Uint8Array, message: RegExp): Promise<ProfileError> {
  try {
    await imported(content);
  } catch (error) {
    assert.ok(error instanceof ProfileError, String(error));
    assert.match(error.message, message);
    assert.ok(error.remedy !== undefined && error.position !== undefined, error.message);
    return error;
  }
  throw new assert.AssertionError({ message: `Not refused: ${message}` });
}

test("importHar() refuses what is no HAR, with place and remedy", async () => {
  await refused("", /empty/);
  await refused(new Uint8Array([0x50, 0x4b, 3, 4]), /ZIP archive/);
  await refused(new Uint8Array([0x1f, 0x8b, 8]), /compressed/);
  await refused("1234:9:websocket;", /flow file of mitmproxy/);
  await refused("\0\0\0", /not JSON/);
  await refused("[]", /no HAR: \$/);
  await refused('{"log":{}}', /\$\.log\.entries/);
  await refused('{"log":{"entries":[]}}', /no request to a run/);
  await refused(
    har([{ ...entry(), startedDateTime: "yesterday" }]),
    /\$\.log\.entries\[0\]\.startedDateTime/,
  );
  await refused(har([entry({ url: "https://example.com/x" })]), /no request to a run of a WEPPcloud/);
  const whole = JSON.stringify(JSON.parse(har([entry()])), null, 1);
  const cut = await refused(whole.slice(0, 150), /cut off/);
  assert.ok((cut.position?.line ?? 0) > 1 && (cut.position?.column ?? 0) > 0);
  const nan = har([entry()]).replace('"time":12.5', '"time":NaN');
  assert.equal((await imported(nan)).result.kept, 1);
  const { result } = await imported(har([entry(), { request: { url: 3 } }, 7]));
  assert.deepEqual([result.kept, result.damaged.map(({ path }) => path)], [1, [
    "$.log.entries[1].startedDateTime",
    "$.log.entries[2]",
  ]]);
});

const LOG = "runs/ample-otter/_logs/profile.events.jsonl";

test("importHar() refuses the same HAR twice, and leaves nothing of one that a full disk or a signal ended", async () => {
  await withFolder(async (folder) => {
    const [file, out] = [join(folder, "s.har"), join(folder, "out")];
    await writeFile(file, har([entry({ at: 1 }), entry({ at: 2 }), entry({ at: 3 })]));
    const options = { file, out, redactor: createRedactor() };
    await assert.rejects(importHar({ ...options, disk: diskWith(2) }), (error) => {
      assert.ok(error instanceof ProfileError && error.position?.file === out);
      assert.match(error.message, /^The disk is full: "[^"]*\/out\/runs\/[^"]*" could not be written$/);
      assert.match(error.remedy ?? "", /Free some space.*nothing of the HAR was imported/);
      return true;
    });
    assert.deepEqual(await readdir(out), ["runs"]);
    assert.deepEqual(await walkFiles(out), []);
    const stop = new AbortController();
    const stopping = importHar({ ...options, signal: stop.signal });
    setImmediate(() => stop.abort());
    await assert.rejects(stopping, /abort/i);
    assert.deepEqual(await walkFiles(out), []);
    assert.equal((await importHar(options)).kept, 3);
    assert.deepEqual(await walkFiles(out), [LOG]);
    await assert.rejects(importHar(options), /was imported into/);
    assert.deepEqual(await walkFiles(out), [LOG]);
  });
});

test("importHar() goes on with the runs that an import of the same HAR did not reach", async () => {
  await withFolder(async (folder) => {
    const [file, out] = [join(folder, "s.har"), join(folder, "out")];
    await writeFile(
      file,
      har([entry({ at: 1 }), entry({ at: 2, path: "/weppcloud/runs/other-run/cfg/tasks/setname/" })]),
    );
    await importHar({ file, out, redactor: createRedactor() });
    const before = await readFile(join(out, LOG), "utf8");
    await rm(join(out, "runs/other-run"), { recursive: true });
    const { warnings, runs } = await importHar({ file, out, redactor: createRedactor() });
    assert.match(warnings.join(), /run ample-otter was imported from this HAR before/);
    assert.deepEqual(
      runs.map(({ dir }) => dir),
      ["ample-otter", "other-run"].map((name) => join(out, "runs", name)),
    );
    assert.equal(await readFile(join(out, LOG), "utf8"), before);
    assert.deepEqual((await readdir(join(out, "runs"))).sort(), ["ample-otter", "other-run"]);
    assert.deepEqual(await readdir(out), ["runs"]);
  });
});

test("importHar() puts a second HAR of a run behind the first, ends a torn line, and takes out what it made known", async () => {
  await withFolder(async (folder) => {
    const out = join(folder, "out");
    const json = (value: object) => ({
      request: { bodySize: 9, postData: { mimeType: "application/json", text: JSON.stringify(value) } },
    });
    const [first, second] = [join(folder, "1.har"), join(folder, "2.har")];
    await writeFile(first, har([entry({ at: 1, ...json({ note: "see Zk81-quartz-77" }) })]));
    await writeFile(second, har([entry({ at: 2, ...json({ token: "Zk81-quartz-77" }) })]));
    const redactor = createRedactor();
    await importHar({ file: first, out, redactor });
    await appendFile(join(out, LOG), '{"stage":"requ');
    await importHar({ file: second, out, redactor });
    const lines = (await readFile(join(out, LOG), "utf8")).trimEnd().split("\n");
    assert.equal(lines.length, 5);
    assert.equal(lines[2], '{"stage":"requ');
    assert.doesNotMatch(lines.join(), /quartz/);
    assert.match(
      await readFile(join(out, "runs/ample-otter/_logs/profile.ledger.jsonl"), "utf8"),
      /rule known-secret/,
    );
    assert.deepEqual(await readdir(out), ["runs"]);
  });
});

/** A disk that is full after some writes. */
function diskWith(room: number): Disk {
  let writes = 0;
  return {
    ...nodeDisk,
    async open(path) {
      const log = await nodeDisk.open(path);
      return {
        ...log,
        async write(...blocks) {
          if (++writes > room) throw Object.assign(new Error("full"), { code: "ENOSPC" });
          await log.write(...blocks);
        },
      };
    },
  };
}

test("importHar() throws nothing but ProfileError, whatever the file holds", async () => {
  const wild = fc.oneof(
    { weight: 3, arbitrary: fc.jsonValue() },
    fc.constantFrom(
      "",
      "\0",
      "multipart/form-data",
      "base64",
      ORIGIN,
      `${ORIGIN}${RUN}/x?a=%ff`,
      -1,
      1e99,
      "../../etc",
    ),
  );
  const valid = JSON.parse(har([
    entry({
      request: { postData: { mimeType: "multipart/form-data; boundary=X", text: "--X\r\n", params: [] } },
    }),
  ])) as unknown;
  const mutated = fc.tuple(fc.array(fc.nat(1000), { minLength: 1, maxLength: 6 }), wild).map(
    ([path, value]) => {
      const copy = structuredClone(valid);
      let at = copy as Record<string, unknown>;
      for (const step of path) {
        const keys = Object.keys(at);
        const key = keys[step % Math.max(1, keys.length)];
        if (key === undefined) break;
        const next = at[key];
        if (typeof next !== "object" || next === null || step % 5 === 0) {
          at[key] = value;
          break;
        }
        at = next as Record<string, unknown>;
      }
      return JSON.stringify(copy);
    },
  );
  const damaged = fc.tuple(mutated, fc.nat(2000)).map(([text, at]) => text.slice(0, at));
  const bytes = fc.uint8Array({ maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(mutated, damaged, bytes, fc.jsonValue().map((v) => JSON.stringify(v))),
      async (content) => {
        try {
          await imported(content);
        } catch (error) {
          if (!(error instanceof ProfileError)) throw error;
          assert.ok(error.message.length > 0);
        }
      },
    ),
    { numRuns: FUZZ_RUNS },
  );
});
