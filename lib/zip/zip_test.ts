import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { execFileSync, spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { ProfileError } from "../errors.ts";
import { walkFiles } from "../files/walk.ts";
import { withFolder } from "../files/test_folder.ts";
import { Archive } from "./archive.ts";
import { CENTRAL, crc32, type ZipFile } from "./format.ts";
import { nameFault } from "./names.ts";
import { unzip } from "./read.ts";
import { bytesSource } from "./source.ts";
import { zip } from "./write.ts";

const LIMITS = { files: 1000, bytes: 1_000_000 };
const text = (content: string) => new TextEncoder().encode(content);
const FILES: ZipFile[] = [
  { path: "seed/ä b/x.tif", data: Uint8Array.from({ length: 5000 }, (_, index) => index % 7) },
  { path: "profile.yaml", data: text("version: 1\n") },
  { path: "empty", data: new Uint8Array(0) },
];
const sorted = FILES.toSorted((a, b) => a.path < b.path ? -1 : 1);

/** Writes the fields of the nth line of the directory. */
function withLine(archive: Uint8Array, nth: number, change: (line: Buffer) => void): Buffer {
  const bytes = Buffer.from(archive);
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(CENTRAL);
  let at = -1;
  for (let count = 0; count <= nth; count++) at = bytes.indexOf(mark, at + 1);
  change(bytes.subarray(at));
  return bytes;
}

/** An archive whose names are put in place byte by byte, in both headers. */
function renamed(files: ZipFile[], from: string, to: string | Uint8Array): Buffer {
  const bytes = Buffer.from(zip(files));
  const next = Buffer.from(to as Uint8Array);
  assert.equal(Buffer.from(from).length, next.length);
  for (let at = bytes.indexOf(from); at !== -1; at = bytes.indexOf(from, at + 1)) next.copy(bytes, at);
  return bytes;
}

function refusal(archive: Uint8Array, limits = LIMITS): ProfileError {
  try {
    unzip(archive, "x.zip", limits);
  } catch (error) {
    assert.ok(error instanceof ProfileError, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: "nothing was refused" });
}

test("crc32() is that of ZIP", () => {
  assert.equal(crc32(text("123456789")), 0xcbf43926);
});

test("unzip() gives what zip() packed, and order and call do not change the bytes", () => {
  const archive = zip(FILES);
  assert.deepEqual(unzip(archive, "x.zip", LIMITS), sorted);
  assert.deepEqual(zip(FILES.toReversed()), archive);
  assert.deepEqual(unzip(zip([]), "x.zip", LIMITS), []);
});

test("zip() writes what other programs read", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "x.zip");
    await writeFile(path, zip(FILES));
    if (spawnSync("unzip", ["-v"]).status === 0) execFileSync("unzip", ["-tqq", path]);
    if (spawnSync("python3", ["--version"]).status !== 0) return;
    const script =
      "import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nz.extractall(sys.argv[2])\n";
    execFileSync("python3", ["-c", script, path, join(folder, "out")]);
    assert.deepEqual(await walkFiles(join(folder, "out")), sorted.map((file) => file.path));
    for (const { path, data } of FILES) {
      assert.deepEqual(new Uint8Array(await readFile(join(folder, "out", path))), data);
    }
  });
});

test("unzip() reads what another program wrote", async () => {
  if (spawnSync("python3", ["--version"]).status !== 0) return;
  await withFolder(async (folder) => {
    const path = join(folder, "x.zip");
    const script = "import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1],'w',zipfile.ZIP_DEFLATED)\n" +
      "z.writestr('d/',b'')\nz.writestr('d/a.txt','a'*999)\nz.comment=b'hello'\nz.close()\n";
    execFileSync("python3", ["-c", script, path]);
    assert.deepEqual(unzip(await readFile(path), path, LIMITS), [{
      path: "d/a.txt",
      data: text("a".repeat(999)),
    }]);
  });
});

test("unzip() refuses names that leave the folder or mean something else elsewhere", () => {
  const plain = [{ path: "aaaaaaaa", data: text("x") }];
  for (
    const name of [
      "../../xy",
      "/etc/abc",
      "C:\\aaaaa",
      "C:aaaaaa",
      "aa\0aaaaa",
      "a/../b/c",
      "a//b/ccc",
      "./aaaaaa",
      "aaaa\\bbb",
      "aux.text",
      "aaaaaaa.",
      "aaaaaaa ",
      "con/abcd",
      "aaa\x1baaaa",
    ]
  ) {
    const error = refusal(renamed(plain, "aaaaaaaa", Buffer.from(name)));
    assert.equal(error.verdict, "refused", name);
    assert.equal(error.position?.file, "x.zip");
  }
  const notUtf8 = refusal(renamed(plain, "aaaaaaaa", Uint8Array.of(0xff, 0xfe, 97, 97, 97, 97, 97, 97)));
  assert.match(notUtf8.message, /not UTF-8/);
});

test("unzip() refuses names that come twice, or collide on other systems", () => {
  const two = [{ path: "aaaa", data: text("1") }, { path: "bbbb", data: text("2") }];
  assert.match(refusal(renamed(two, "bbbb", "aaaa")).message, /twice/);
  assert.match(refusal(renamed(two, "bbbb", "AAAA")).message, /may be one file/);
  assert.match(
    refusal(zip([{ path: "a/x", data: text("1") }, { path: "A/y", data: text("1") }])).message,
    /one folder/,
  );
  assert.match(
    refusal(zip([{ path: "a", data: text("1") }, { path: "a/b", data: text("1") }])).message,
    /as a file and/,
  );
  assert.match(
    refusal(zip([{ path: "\u00e9", data: text("1") }, { path: "e\u0301", data: text("1") }])).message,
    /may be one file/,
  );
});

test("unzip() refuses links, encryption, unknown packing and what is too much", () => {
  const archive = zip(FILES);
  const link = withLine(archive, 1, (line) => line.writeUInt32LE(0o120777 * 0x10000, 38));
  assert.match(refusal(link).message, /link/);
  assert.match(refusal(withLine(archive, 0, (line) => line.writeUInt16LE(1, 8))).message, /encrypted/);
  assert.match(refusal(withLine(archive, 0, (line) => line.writeUInt16LE(14, 10))).message, /method 14/);
  assert.match(refusal(archive, { files: 2, bytes: 1e6 }).message, /3 files/);
  assert.match(refusal(archive, { files: 9, bytes: 100 }).message, /5011 bytes/);
});

test("unzip() does not unpack more than an entry announces", () => {
  const bomb = zip([{ path: "x", data: new Uint8Array(500_000) }]);
  const error = refusal(withLine(bomb, 0, (line) => line.writeUInt32LE(10, 24)));
  assert.match(error.message, /cannot be unpacked to the size/);
});

test("unzip() refuses files that share bytes", () => {
  const archive = zip([{ path: "aa", data: text("same") }, { path: "aa2", data: text("same") }]);
  // Both lines of the directory point at the first header, which then has another name.
  assert.match(refusal(withLine(archive, 1, (line) => line.writeUInt32LE(0, 42))).message, /two ways/);
});

test("unzip() names damage with its byte", () => {
  const archive = zip(FILES);
  assert.match(refusal(text("no archive at all, but long enough")).message, /no ZIP archive/);
  assert.match(refusal(archive.subarray(0, archive.length - 5)).message, /end is missing/);
  const error = refusal(withLine(archive, 1, (line) => line.writeUInt32LE(7, 16)));
  assert.match(error.message, /not what was packed/);
  assert.notEqual(error.position?.offset, undefined);
});

test("unzip() of bytes changed at random gives the same files or refuses, and never anything else", () => {
  const archive = zip(FILES);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      fc.nat(archive.length),
      fc.boolean(),
      (changes, length, cut) => {
        const bytes = Uint8Array.from(archive);
        for (const [at, value] of changes) bytes[at] = value;
        try {
          const files = unzip(cut ? bytes.subarray(0, length) : bytes, "x.zip", LIMITS);
          for (const { path } of files) assert.equal(nameFault(path), undefined);
        } catch (error) {
          assert.ok(error instanceof ProfileError, String(error));
        }
      },
    ),
    { numRuns: 2000 },
  );
});

test("an archive may have a comment, and its files do not change with it", () => {
  const comment = (bytes: Uint8Array) => new Archive(bytesSource(bytes), "x.zip").comment();
  const about = zip(FILES, "für später");
  assert.equal(comment(about), "für später");
  assert.equal(comment(zip(FILES)), "");
  assert.deepEqual(unzip(about, "x.zip", LIMITS), sorted);
  assert.throws(() => zip(FILES, "x".repeat(70_000)), RangeError);
  assert.throws(() => comment(text("no archive")), ProfileError);
});

test("unzip() that only compares names takes those that differ by case, and still finds damage", () => {
  const files = [{ path: "A.txt", data: text("1") }, { path: "a.txt", data: text("2") }];
  const limits = { ...LIMITS, anyName: true } as const;
  assert.throws(() => unzip(zip(files), "x.zip", LIMITS), /may be one file/);
  assert.deepEqual(unzip(zip(files), "x.zip", limits), files);
  const bytes = withLine(zip(files), 0, (line) => line.writeUInt32LE(7, 16));
  assert.throws(() => unzip(bytes, "x.zip", limits), /is not what was packed/);
});
