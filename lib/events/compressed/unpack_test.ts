import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { spawnSync } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { ProfileError } from "../../errors.ts";
import { withFolder } from "../../files/test_folder.ts";
import { type Line, readLines } from "../line_reader.ts";
import { partsOf } from "./format.ts";
import { Damaged } from "./read_blocks.ts";
import { unpacked } from "./unpack.ts";

const HAS_ZSTD = spawnSync("zstd", ["--version"]).status === 0;

/** Lines that do not compress to nothing. */
function lines(count: number, seed = 1): string {
  let state = seed;
  const next = () => (state = Math.imul(state, 1664525) + 1013904223 >>> 0).toString(36);
  return Array.from({ length: count }, (_, index) => `{"id":${index},"x":"${next()}${next()}"}\n`).join("");
}

function zstd(data: string, ...options: string[]): Uint8Array {
  const { stdout, status } = spawnSync("zstd", ["-c", "-q", ...options], {
    input: data,
    maxBuffer: 2 ** 30,
  });
  assert.equal(status, 0);
  return stdout;
}

async function unpack(file: string): Promise<{ text: string; damage?: Damaged }> {
  const pieces: Uint8Array[] = [];
  try {
    for await (
      const piece of unpacked({ path: file, packing: (await partsOf(file))[0]?.packing ?? "plain" })
    ) {
      pieces.push(piece.slice());
    }
  } catch (error) {
    assert.ok(error instanceof Damaged, String(error));
    return { text: Buffer.concat(pieces).toString(), damage: error };
  }
  return { text: Buffer.concat(pieces).toString() };
}

async function inFile<T>(bytes: Uint8Array, use: (file: string) => Promise<T>): Promise<T> {
  return await withFolder(async (folder) => {
    const file = join(folder, "log");
    await writeFile(file, bytes);
    return await use(file);
  });
}

/** What a packing gives for a text. */
type Pack = (text: string) => Uint8Array;
const PACKS: [name: string, pack: Pack][] = [
  ["gzip", (text) => gzipSync(text)],
  ["gzip in two members", (text) => Buffer.concat([gzipSync(text.slice(0, 999)), gzipSync(text.slice(999))])],
  ["gzip padded with zeros", (text) => Buffer.concat([gzipSync(text), Buffer.alloc(70_000)])],
];
if (HAS_ZSTD) {
  PACKS.push(
    ["zstd", (text) => zstd(text)],
    ["zstd without checksum", (text) => zstd(text, "--no-check")],
    ["zstd -19 --long", (text) => zstd(text, "-19", "--long=27")],
    ["zstd -1", (text) => zstd(text, "-1")],
    ["zstd in two frames", (text) => Buffer.concat([zstd(text.slice(0, 999)), zstd(text.slice(999))])],
    [
      "zstd with a skippable frame",
      (text) => Buffer.concat([Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]), zstd(text)]),
    ],
  );
}

for (const [name, pack] of PACKS) {
  test(`unpacked() gives what was packed: ${name}`, async () => {
    for (const text of ["", "a", "x\n".repeat(700), "\0".repeat(400_000), lines(1), lines(20_000)]) {
      await inFile(pack(text), async (file) => {
        const found = await unpack(file);
        assert.equal(found.damage, undefined);
        assert.ok(found.text === text, `${text.length} bytes`);
      });
    }
  });

  test(`unpacked() of damaged data is never silent and keeps what was good: ${name}`, async () => {
    const text = lines(3000);
    const packed = pack(text);
    const Fault = fc.record({
      at: fc.nat({ max: packed.length - 1 }),
      cut: fc.boolean(),
      flip: fc.integer({ min: 1, max: 255 }),
    });
    await fc.assert(
      fc.asyncProperty(Fault, async ({ at, cut, flip }) => {
        const bad = cut ? packed.slice(0, at) : Uint8Array.from(packed);
        if (!cut) bad[at] = (bad[at] ?? 0) ^ flip;
        await inFile(bad, async (file) => {
          const found = await unpack(file);
          if (found.damage !== undefined) {
            assert.ok(found.damage.offset <= bad.length, "the place lies in the file");
            if (cut) assert.ok(text.startsWith(found.text), "what is given is what was there");
          } else if (!name.includes("without checksum")) {
            // Bytes that carry no content: names and times in headers, padding, a cut between two parts.
            const harmless = found.text === text || (cut && text.startsWith(found.text)) ||
              found.text === new TextDecoder().decode(bad);
            assert.ok(harmless, `byte ${at} ${cut ? "cut" : "flipped"} was not noticed`);
          }
        });
      }),
      { numRuns: name.includes("--long") ? 10 : 40 },
    );
  });
}

test("what was good of a truncated file is given nearly to the cut", async () => {
  const text = lines(30_000);
  for (const [name, pack] of PACKS.filter(([name]) => name === "gzip" || name === "zstd")) {
    const packed = pack(text);
    const half = packed.subarray(0, Math.floor(packed.length / 2));
    const { text: found, damage } = await inFile(half, unpack);
    assert.match(damage?.message ?? "", /unexpected end/, name);
    assert.ok(found.length > text.length * 0.35, `${name}: ${found.length} of ${text.length}`);
  }
});

test("a flipped byte in the middle of gzip data loses only what comes behind it", async () => {
  const text = lines(30_000);
  const packed = gzipSync(text);
  // A wrong block type: the decoder notices at once.
  const at = Math.floor(packed.length / 2);
  const bad = Buffer.concat([packed.subarray(0, at), Buffer.alloc(5000, 0xff)]);
  const { text: found, damage } = await inFile(bad, unpack);
  assert.ok(damage !== undefined && damage.offset >= at - 1 && damage.offset <= bad.length);
  assert.ok(found.length > text.length * 0.45, `${found.length} of ${text.length}`);
});

async function linesOf(path: string, from = 0): Promise<Line[]> {
  return await Array.fromAsync(readLines(path, { from }));
}

test("readLines() reads compressed logs with the places of the plain one, from any line", async () => {
  const text = lines(2000);
  for (const [name, pack] of PACKS) {
    await withFolder(async (folder) => {
      await writeFile(join(folder, "plain"), text);
      await writeFile(join(folder, "packed"), pack(text));
      const plain = await linesOf(join(folder, "plain"));
      assert.deepEqual(await linesOf(join(folder, "packed")), plain, name);
      const from = plain[1500]?.offset ?? 0;
      assert.deepEqual(await linesOf(join(folder, "packed"), from), plain.slice(1500), name);
    });
  }
});

test("readLines() goes on with the plain log behind the compressed part, and reads a leftover of a crash once", async () => {
  const [older, newer] = [lines(100, 1), lines(50, 2)];
  await withFolder(async (folder) => {
    const log = join(folder, "x.jsonl");
    await writeFile(`${log}.gz`, gzipSync(older));
    for (
      const [plain, whole] of [[newer, older + newer], [older, older], [older + newer, older + newer], [
        "",
        older,
      ]]
    ) {
      await writeFile(log, plain ?? "");
      const found = await linesOf(log);
      const text = found.map(({ bytes }) => `${new TextDecoder().decode(bytes)}\n`).join("");
      assert.ok(text === whole, `plain of ${plain?.length} bytes`);
      assert.equal(found.reduce((sum, { length }) => sum + length, 0), whole?.length);
      assert.ok(
        found.every(({ offset, length }, index) =>
          offset + length === (found[index + 1]?.offset ?? text.length)
        ),
      );
    }
  });
});

test("readLines() reads all parts of a log in order, from the name of the log or of its first part", async () => {
  const [one, two, three] = [lines(20, 1), lines(20, 2), lines(20, 3)];
  await withFolder(async (folder) => {
    const log = join(folder, "x.jsonl");
    const text = async (path: string) =>
      (await linesOf(path)).map(({ bytes }) => `${new TextDecoder().decode(bytes)}\n`).join("");
    await writeFile(`${log}.gz`, gzipSync(one));
    await writeFile(`${log}.2.gz`, gzipSync(two));
    for (const path of [log, `${log}.gz`]) assert.equal(await text(path), one + two);
    assert.equal(await text(`${log}.2.gz`), two);
    for (
      const [plain, whole] of [[three, one + two + three], [two, one + two], [two + three, one + two + three]]
    ) {
      await writeFile(log, plain ?? "");
      for (const path of [log, `${log}.gz`]) assert.equal(await text(path), whole);
    }
  });
});

test("readLines() names the damage with its place, keeps the lines before it and goes on with the plain log", async () => {
  const [older, newer] = [lines(5000, 1), lines(50, 2)];
  await withFolder(async (folder) => {
    const log = join(folder, "x.jsonl");
    const packed = gzipSync(older);
    await writeFile(`${log}.gz`, packed.subarray(0, 20_000));
    await writeFile(log, newer);
    const found = await linesOf(log);
    const at = found.findIndex(({ damage }) => damage !== undefined);
    assert.ok(at > 500);
    assert.match(
      found[at]?.damage ?? "",
      /gzip data of x\.jsonl\.gz are damaged at byte 20000: unexpected end/,
    );
    assert.equal(found[at - 1]?.complete, false);
    assert.equal(found.length - at - 1, 50);
    await rm(log);
    await writeFile(`${log}.gz`, "hello, not gzip");
    await assert.rejects(linesOf(`${log}.gz`), (error) => {
      assert.ok(error instanceof ProfileError);
      assert.match(error.message, /Nothing in .* can be unpacked/);
      assert.equal(error.position?.offset, 0);
      return true;
    });
  });
});
