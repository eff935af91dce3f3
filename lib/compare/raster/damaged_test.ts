/** Damaged rasters: an error that names side and file, or a result; never a crash, a hang or unbounded memory. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { withFolder } from "../test_fixtures.ts";
import { rasterPixels } from "../methods/raster_pixels.ts";
import { rasterStats } from "../methods/raster_stats.ts";
import { tiff } from "./test_tiff.ts";

const RUNS = process.env["PROFILE_TEST_SOAK"] === "1" ? 10_000 : 500;
/** Bytes that the tests may take, whatever a file says of itself. */
const MOST_MEMORY = 900 * 1024 ** 2;

const cells = Array.from({ length: 35 * 20 }, (_, index) => index % 50);
const size = { width: 35, height: 20, nodata: "7" };
const SCALE = '<GDALMetadata><Item name="SCALE" sample="0" role="scale">0.1</Item></GDALMetadata>';
const WHOLE = [
  tiff(cells, size),
  tiff(cells, { ...size, rows: 3, compression: "deflate" }),
  tiff(cells, { ...size, tile: 16, compression: "lzw", type: "int16", predictor: 2 }),
  tiff(cells, { ...size, tile: 16, compression: "deflate", metadata: SCALE }),
];
const RECT = 'xOff="0" yOff="0" xSize="35" ySize="20"';
const VRT = `<VRTDataset rasterXSize="35" rasterYSize="20">
<GeoTransform>0, 30, 0, 0, 0, -30</GeoTransform>
<VRTRasterBand dataType="Float32" band="1"><NoDataValue>7</NoDataValue><ComplexSource>
<SourceFilename relativeToVRT="1">whole.tif</SourceFilename><SourceBand>1</SourceBand>
<SrcRect ${RECT}/><DstRect ${RECT}/><NODATA>7</NODATA><ScaleRatio>1</ScaleRatio>
</ComplexSource></VRTRasterBand></VRTDataset>`;
WHOLE.push(new TextEncoder().encode(VRT));
/** What one byte or the 32 bits at a place become. */
const AWKWARD = [0, 1, 2, 0x7f, 0xff, 0xffff, 0x7fff_ffff, 0xffff_ffff, 30_000, 1_000_000];

const damage = fc.record({
  whole: fc.constantFrom(...WHOLE),
  // The header comes first: most damage is done there.
  words: fc.array(fc.tuple(fc.oneof(fc.nat(240), fc.nat(3000)), fc.constantFrom(...AWKWARD)), {
    maxLength: 3,
  }),
  bytes: fc.array(fc.tuple(fc.oneof(fc.nat(240), fc.nat(3000)), fc.nat(255)), { maxLength: 4 }),
  kept: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 4 }),
}).map(({ whole, words, bytes, kept }) => {
  const changed = whole.slice(0, kept === null ? whole.length : Math.floor(kept * whole.length));
  const view = new DataView(changed.buffer);
  for (const [at, word] of words) if (at + 4 <= changed.length) view.setUint32(at, word, true);
  for (const [at, byte] of bytes) if (at < changed.length) changed[at] = byte;
  return changed;
});

/** Compares a raster with itself damaged, by both methods; gives the errors. */
async function outcomes(
  folder: string,
  whole: Uint8Array,
  damaged: Uint8Array,
): Promise<(Error | undefined)[]> {
  const [path, produced] = [join(folder, "whole.tif"), join(folder, "damaged.tif")];
  await writeFile(path, whole);
  await writeFile(produced, damaged);
  const input = { file: "out/r.tif", baseline: { path, sha256: "", size: 0 }, produced, params: {} };
  const errors: (Error | undefined)[] = [];
  for (const method of [rasterStats, rasterPixels]) {
    const outcome = await method.compare(input).catch((error: unknown) => error);
    errors.push(outcome instanceof Error ? outcome : undefined);
  }
  return errors;
}

test("damaged rasters end with an error that names side and file, or a result, in bounded memory", async () => {
  await withFolder(async (folder) => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(damage, async (damaged) => {
        for (const error of await outcomes(folder, WHOLE[0] ?? damaged, damaged)) {
          if (error === undefined) continue;
          refused++;
          assert.match(error.message, /^The produced file "out\/r\.tif" cannot be read as GeoTIFF: [a-z]/);
        }
        assert.ok(process.memoryUsage().rss < MOST_MEMORY, "too much memory");
      }),
      { numRuns: RUNS },
    );
    assert.ok(refused > RUNS / 4, `only ${refused} refused`);
  });
});

test("rasters that would burst are refused: huge sizes, huge blocks, blocks that unpack to more", async () => {
  const [WIDTH, HEIGHT, STRIP_ROWS] = [8, 20, 8 + 12 * 7];
  const plain = tiff([1, 2, 3, 4], { width: 2, height: 2 });
  const with32 = (bytes: Uint8Array, changes: [at: number, value: number][]) => {
    const changed = bytes.slice();
    for (const [at, value] of changes) new DataView(changed.buffer).setUint32(at + 10, value, true);
    return changed;
  };
  const bomb = tiff([1, 2, 3, 4], { width: 2, height: 2, compression: "deflate" });
  const packed = new Uint8Array(deflateSync(new Uint8Array(64 * 1024 ** 2)));
  const bombed = new Uint8Array([...bomb, ...packed]);
  const strip = { offset: 8 + 12 * 5, length: 8 + 12 * 8 };
  await withFolder(async (folder) => {
    const refused = async (name: string, damaged: Uint8Array, why: RegExp) => {
      for (const error of await outcomes(folder, plain, damaged)) {
        assert.match(error?.message ?? name, why, name);
      }
    };
    const huge: [number, number][] = [[WIDTH, 0xffff_ffff], [HEIGHT, 0xffff_ffff]];
    await refused("huge", with32(plain, huge), /too large to be read: 4294967295 x 4294967295/);
    const wide: [number, number][] = [[WIDTH, 30_000], [HEIGHT, 30_000], [STRIP_ROWS, 30_000]];
    await refused("large block", with32(plain, wide), /blocks are too large|truncated|too short/);
    const many = with32(bombed, [[strip.offset, bomb.length], [strip.length, packed.length]]);
    await refused("bomb", many, /a block cannot be decompressed/);
  });
});
