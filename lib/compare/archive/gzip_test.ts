import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { compareFiles, compareOne, found } from "../test_fixtures.ts";

const LINES = "WEPP\nsoil 1.5\n";

test("files packed with gzip are compared by what they hold, whatever the packing", async () => {
  const before = gzipSync(LINES, { level: 1 });
  const verdict = async (after: string | Uint8Array) => {
    const report = await compareOne("text_exact", before, after);
    return [report.verdict, ...found(report)];
  };
  assert.deepEqual(await verdict(gzipSync(LINES, { level: 9 })), ["passed"]);
  assert.deepEqual(await verdict(LINES), ["passed"]);
  assert.deepEqual(await verdict(gzipSync("WEPP\nsoil 1.6\n")), ["failed", "changed line 2"]);
  assert.deepEqual((await compareOne("hash_exact", before, LINES)).verdict, "failed");
  const twice = new Uint8Array([...gzipSync("WEPP\n"), ...gzipSync("soil 1.5\n")]);
  assert.deepEqual(await verdict(twice), ["passed"]);
});

test("a method that knows a file by its ending sees it without .gz", async () => {
  const state = (wd: string) => gzipSync(JSON.stringify({ "py/state": { wd, dem: `${wd}/dem.tif` } }));
  const [report] = await compareFiles(
    { "ron.nodb.gz": state("/runs/ab/ab-cde") },
    { "ron.nodb.gz": state("/sandbox/xy-zuv") },
    [{ target: "ron.nodb.gz", method: "json_close" }],
  );
  assert.deepEqual([report?.verdict, report?.reason], ["passed", undefined]);
});

test("damaged gzip is an error that names side and file, and leaves nothing behind", async () => {
  const whole = gzipSync(LINES);
  const flipped = Uint8Array.from(whole);
  flipped[14] = (flipped[14] ?? 0) ^ 0xff;
  for (const bytes of [whole.subarray(0, -6), flipped]) {
    const produced = await compareOne("text_exact", whole, bytes);
    assert.equal(produced.verdict, "error");
    assert.match(produced.reason ?? "", /^The produced file "out\/file" cannot be unpacked as gzip: /);
    const baseline = await compareOne("text_exact", bytes, whole);
    assert.match(baseline.reason ?? "", /^The baseline file "out\/file" cannot be unpacked as gzip: /);
  }
  const left = (await readdir(tmpdir())).filter((name) => name.startsWith("profile-unpacked-"));
  // Another test may be at work; ours have ended.
  assert.ok(left.length < 20, left.join());
});
