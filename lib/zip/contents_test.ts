import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { ProfileError } from "../errors.ts";
import { sha256 } from "../files/hash.ts";
import { withFolder } from "../files/test_folder.ts";
import { zipContents } from "./contents.ts";
import { CENTRAL, CENTRAL_SIZE, END_SIZE, type ZipFile } from "./format.ts";
import { unzip } from "./read.ts";
import { zip } from "./write.ts";
import { FULL_16, FULL_32, LARGE_END, LARGE_END_SIZE, LOCATOR, LOCATOR_SIZE } from "./zip64.ts";

const LIMITS = { files: 100_000, bytes: 2 ** 40 };
const MIB = 1024 * 1024;
const text = (content: string) => new TextEncoder().encode(content);
const FILES: ZipFile[] = [{ path: "a/b.txt", data: text("text") }, { path: "c", data: text("c".repeat(99)) }];
const digests = (files: ZipFile[]) =>
  files.map(({ path, data }) => ({ path, size: data.length, sha256: sha256(data) }));

/**
 * The archive of one stored file as programs write it that use large numbers everywhere.
 *
 * @param gap bytes that stand before it in its file
 */
function large(name: string, data: Uint8Array, gap = 0): Buffer {
  const plain = Buffer.from(zip([{ path: name, data }]));
  const start = plain.readUInt32LE(plain.length - END_SIZE + 16);
  const line = plain.subarray(start, plain.length - END_SIZE);
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  [line.readUInt32LE(24), line.readUInt32LE(20), gap].forEach((value, index) =>
    extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index)
  );
  for (const at of [20, 24, 42]) line.writeUInt32LE(FULL_32, at);
  line.writeUInt16LE(extra.length, 30);
  const end = Buffer.alloc(LARGE_END_SIZE + LOCATOR_SIZE);
  end.writeUInt32LE(LARGE_END, 0);
  end.writeBigUInt64LE(BigInt(LARGE_END_SIZE - 12), 4);
  [1, 1, line.length + extra.length, gap + start].forEach((value, index) =>
    end.writeBigUInt64LE(BigInt(value), 24 + 8 * index)
  );
  end.writeUInt32LE(LOCATOR, LARGE_END_SIZE);
  end.writeBigUInt64LE(BigInt(gap + start + line.length + extra.length), LARGE_END_SIZE + 8);
  end.writeUInt32LE(1, LARGE_END_SIZE + 16);
  const last = Buffer.from(plain.subarray(plain.length - END_SIZE));
  for (const at of [8, 10]) last.writeUInt16LE(FULL_16, at);
  for (const at of [12, 16]) last.writeUInt32LE(FULL_32, at);
  assert.equal(line.length, CENTRAL_SIZE + Buffer.byteLength(name));
  return Buffer.concat([plain.subarray(0, start), line, extra, end, last]);
}

test("zipContents() gives size and hash of each file, and the comment", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "x.zip");
    await writeFile(file, zip(FILES, "why"));
    assert.deepEqual(await zipContents(file, LIMITS), { comment: "why", files: digests(FILES) });
    await writeFile(file, zip([]));
    assert.deepEqual(await zipContents(file, LIMITS), { comment: "", files: [] });
  });
});

test("zipContents() unpacks large files block by block, and finds what is wrong with them", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "x.zip");
    // The first is packed, the second is stored: nothing is gained by packing it.
    const noise = new Uint8Array(randomBytes(9 * MIB));
    const files = [{ path: "even", data: new Uint8Array(20 * MIB) }, { path: "noise", data: noise }];
    const bytes = Buffer.from(zip(files));
    await writeFile(file, bytes);
    assert.deepEqual((await zipContents(file, LIMITS)).files, digests(files));
    const spots: [number, RegExp][] = [[60, /"even" (cannot be unpacked|is not what)/], [
      5 * MIB,
      /"noise" is not/,
    ]];
    for (const [at, words] of spots) {
      const spoilt = Buffer.from(bytes);
      spoilt[at] = (spoilt[at] ?? 0) ^ 0xff;
      await writeFile(file, spoilt);
      await assert.rejects(zipContents(file, LIMITS), words);
    }
    const short = Buffer.from(bytes);
    const mark = Buffer.alloc(4);
    mark.writeUInt32LE(CENTRAL);
    const line = short.indexOf(mark);
    short.writeUInt32LE(9 * MIB, line + 24);
    await writeFile(file, short);
    await assert.rejects(zipContents(file, LIMITS), /"even" is not what was packed/);
  });
});

test("zipContents() reads archives for very large files, at places behind 4 GiB, too", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "x.zip");
    const data = text("far away");
    for (const gap of [0, 5 * 1024 ** 3]) {
      const handle = await open(file, "w");
      await handle.write(large("a.txt", data, gap), 0, undefined, gap);
      await handle.close();
      assert.deepEqual((await zipContents(file, LIMITS)).files, digests([{ path: "a.txt", data }]));
    }
    assert.deepEqual(unzip(large("a.txt", data), "x.zip", LIMITS), [{ path: "a.txt", data }]);
  });
});

test("zipContents() reads what another program wrote with large numbers", async () => {
  if (spawnSync("python3", ["--version"]).status !== 0) return;
  await withFolder(async (folder) => {
    const file = join(folder, "x.zip");
    const script =
      "import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1],'w')\nz.open('forced','w',force_zip64=True).close()\n" +
      "for n in range(65600): z.writestr(zipfile.ZipInfo('d/%d'%n),b'')\nz.comment=b'many'\nz.close()\n";
    execFileSync("python3", ["-c", script, file]);
    const { files, comment } = await zipContents(file, LIMITS);
    assert.deepEqual([files.length, comment], [65_601, "many"]);
    await assert.rejects(zipContents(file, { ...LIMITS, files: 65_600 }), /holds 65601 files, more than/);
  });
});

test("an archive with two ends that say different things is damaged", () => {
  const bytes = large("a.txt", text("x"));
  const changed = (change: (end: Buffer) => void) => {
    const other = Buffer.from(bytes);
    change(other.subarray(other.length - END_SIZE));
    return () => unzip(other, "x.zip", LIMITS);
  };
  assert.throws(
    changed((end) => [8, 10].forEach((at) => end.writeUInt16LE(2, at))),
    /does not reach to its end/,
  );
  assert.throws(changed((end) => end.writeUInt32LE(3, 16)), /does not reach to its end/);
  changed((end) => [8, 10].forEach((at) => end.writeUInt16LE(1, at)))();
});

test("an archive for very large files, changed at random, gives the same files or is refused", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "x.zip");
    const archive = large("a.txt", text("some text"));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async (changes) => {
          const bytes = Uint8Array.from(archive);
          for (const [at, value] of changes) bytes[at] = value;
          await writeFile(file, bytes);
          try {
            const { files } = await zipContents(file, LIMITS);
            assert.deepEqual(files, digests(unzip(await readFile(file), file, LIMITS)));
          } catch (error) {
            assert.ok(error instanceof ProfileError, String(error));
            assert.throws(() => unzip(bytes, file, LIMITS), ProfileError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
