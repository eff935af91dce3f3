import assert from "node:assert/strict";
import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { compareFiles, found, withFolder, writeFiles } from "../../test_fixtures.ts";
import { raster } from "../../test_fixtures.ts";
import { readRaster } from "../reader.ts";
import { tiff } from "../test_tiff.ts";

const left = raster(Float32Array.of(1, 2, 3, -9999), 2, 2);
const right = tiff([5, 6, 7, 8], { width: 2, height: 2, tile: 16, compression: "deflate", nodata: "-9999" });

interface SourceText {
  file?: string;
  from?: [number, number];
  to?: [number, number];
  size?: [number, number];
  more?: string;
}

function source(
  { file = "left.tif", from = [0, 0], to = [0, 0], size = [2, 2], more = "" }: SourceText,
): string {
  const rect = (name: string, [x, y]: [number, number]) =>
    `<${name} xOff="${x}" yOff="${y}" xSize="${size[0]}" ySize="${size[1]}" />`;
  return `<ComplexSource><SourceFilename relativeToVRT="1">${file}</SourceFilename><SourceBand>1</SourceBand>` +
    `${rect("SrcRect", from)}${rect("DstRect", to)}${more}</ComplexSource>`;
}

function vrt(sources: string, { width = 4, height = 2, type = "Float32", nodata = "-9999" } = {}): string {
  return `<VRTDataset rasterXSize="${width}" rasterYSize="${height}">
  <!-- written by gdalbuildvrt -->
  <SRS>PROJCS[&quot;UTM&quot;]</SRS>
  <GeoTransform> 5.0e+05, 30, 0, 5200000, 0, -30</GeoTransform>
  <VRTRasterBand dataType="${type}" band="1"><NoDataValue>${nodata}</NoDataValue><UnitType>m</UnitType>
  ${sources}
  </VRTRasterBand>
</VRTDataset>
`;
}

async function read(text: string, more: Record<string, string | Uint8Array> = {}) {
  return await withFolder(async (folder) => {
    await writeFiles(folder, { "left.tif": left, "right.tif": right, "m.vrt": text, ...more });
    return await readRaster(join(folder, "m.vrt"));
  });
}

test("readRaster() reads a mosaic of rasters side by side", async () => {
  const text = vrt(source({}) + source({ file: "right.tif", to: [2, 0] }));
  const { width, height, type, transform, crs, nodata, meanings, stats: [band] } = await read(text);
  assert.deepEqual([width, height, type, nodata], [4, 2, "float32", -9999]);
  assert.deepEqual([transform, crs], [[500_000, 30, 0, 5_200_000, 0, -30], { SRS: 'PROJCS["UTM"]' }]);
  assert.equal(meanings[0]?.unit, "m");
  assert.deepEqual([band?.count, band?.nodata, band?.sum, band?.min, band?.max], [7, 1, 32, 1, 8]);
});

test("readRaster() leaves what no source covers as nodata, paints later sources over earlier ones", async () => {
  const parts = source({}) + source({ file: "right.tif", from: [1, 1], to: [1, 0], size: [1, 1] });
  const { stats: [band] } = await read(vrt(parts, { width: 3, height: 3 }));
  // 1 8 / 3 and one of nodata; the rest is covered by nothing.
  assert.deepEqual([band?.count, band?.nodata, band?.sum], [3, 6, 12]);
});

test("readRaster() scales numbers of a source, rounds them for integers, and skips its nodata", async () => {
  const more = "<NODATA>-9999</NODATA><ScaleOffset>0.25</ScaleOffset><ScaleRatio>100.25</ScaleRatio>";
  const { stats: [band] } = await read(vrt(source({ more }), { width: 2, type: "Byte", nodata: "0" }));
  // 100.5, 200.75 and 301, which is more than a byte holds.
  assert.deepEqual([band?.count, band?.nodata, band?.sum], [3, 1, 101 + 201 + 255]);
});

test("readRaster() refuses VRTs that it cannot read, and sources that are not there or not of the run", async () => {
  const cases: [text: string, why: RegExp][] = [
    [
      vrt("").replace("<VRTDataset", '<VRTDataset subClass="VRTWarpedDataset"'),
      /VRTWarpedDataset, which is not/,
    ],
    [vrt(source({})).replaceAll("ComplexSource", "KernelFilteredSource"), /uses KernelFilteredSource/],
    [vrt(source({ more: "<LUT>0:1,2:3</LUT>" })), /uses LUT/],
    [vrt(source({})).replace('xSize="2"', 'xSize="1"'), /resamples a source/],
    [vrt(source({})).replace('xOff="0"', 'xOff="0.5"'), /no whole number of cells/],
    [vrt(source({ size: [3, 2] })), /"left.tif" has not the cells/],
    [vrt(source({ to: [3, 0] })), /"left.tif" has not the cells/],
    [vrt(source({ file: "none.tif" })), /"none.tif" is not there: a baseline keeps it/],
    [vrt(source({ file: "../out.tif" })), /"..\/out.tif" (is not there|does not lie below)/],
    [vrt(source({ file: "/etc/hostname" })), /"\/etc\/hostname" does not lie below the run/],
    [vrt(source({ file: "m.vrt" })), /"m.vrt": it is no TIFF file/],
    [vrt(source({ file: "text.tif" })), /"text.tif": it is no TIFF file/],
    [vrt(source({}), { width: 0 }), /no valid size/],
    [vrt(source({}), { width: 99_999, height: 99_999 }), /too large/],
    [vrt(source({})).replace('dataType="Float32"', 'dataType="CFloat32"'), /sample type CFloat32/],
    [vrt(source({})).slice(0, -20), /XML (ends too early|is damaged)/],
    [vrt(source({})).replace("</SRS>", "</RSR>"), /XML is damaged at character/],
    ["<?xml version='1.0'?><Other/>", /it is no VRT/],
    [`<VRTDataset>${"<a>".repeat(9999)}`, /nested too deeply/],
  ];
  for (const [text, why] of cases) await assert.rejects(read(text, { "text.tif": "text" }), why, text);
  await withFolder(async (folder) => {
    await writeFiles(folder, { "run/m.vrt": vrt(source({ file: "link.tif" })), "out.tif": left });
    await symlink(join(folder, "out.tif"), join(folder, "run/link.tif"));
    await assert.rejects(readRaster(join(folder, "run/m.vrt")), /does not lie below the run/);
    await writeFile(join(folder, "run/m.vrt"), vrt(source({ file: "../out.tif" })));
    const { stats: [band] } = await readRaster(join(folder, "run/m.vrt"), false, folder);
    assert.equal(band?.sum, 6);
  });
});

test("raster_stats compare() of a VRT finds what changed in its sources, though the VRT itself is the same", async () => {
  const text = vrt(source({}) + source({ file: "right.tif", to: [2, 0] }));
  const changed = raster(Float32Array.of(1, 2, 3.5, -9999), 2, 2);
  for (const method of ["raster_stats", "raster_pixels"]) {
    const files = { "dem/m.vrt": text, "dem/left.tif": left, "dem/right.tif": right };
    const comparisons = [{ target: "dem/m.vrt", method }, { target: "dem/*.tif", method: "exists" }];
    const [report] = await compareFiles(files, { ...files, "dem/left.tif": changed }, comparisons);
    assert.ok(report !== undefined);
    const expected = method === "raster_stats"
      ? ["changed band 1 mean", "changed band 1 std", "changed band 1 sum"]
      : ["changed band 1 row 1 column 0"];
    assert.deepEqual(found(report), expected);
    const [same] = await compareFiles(files, files, comparisons);
    assert.equal(same?.verdict, "passed");
  }
});
