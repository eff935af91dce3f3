/** Draws what differs between two rasters: a picture for each band that differs. */
import { withBothRasters } from "../raster/both.ts";
import { rowsOnSide } from "../raster/description.ts";
import { nodataAs, type Raster } from "../raster/header.ts";
import { pairedRows, rowsOf } from "../raster/rows.ts";
import { formatNumber } from "../numbers.ts";
import type { Clean, ComparatorInput, Picture } from "../types.ts";
import { encodePng } from "./png.ts";
import { PANEL, rasterPicture } from "./raster_picture.ts";
import { sampleRaster } from "./raster_sample.ts";
import { rasterView } from "../view/raster_view.ts";
import { viewFile } from "../view/view_file.ts";

/** Bands that are drawn of one file. */
const MOST_BANDS = 4;
/** Larger rasters are not read once more for a picture: cells. */
const MOST_CELLS = 1e9;

/**
 * The pictures of a file, `.png` or, where it has several bands, `.band2.png`, each with its view. Both files are read
 * once a band, in blocks; a band whose cells are the same has no picture.
 *
 * @throws Error when a side cannot be read, or when there is nothing to draw: the sizes differ, or are too large
 */
export async function drawRaster(input: ComparatorInput, clean: Clean): Promise<Picture[]> {
  return await withBothRasters(input, (a, b) => drawBands(a, b, input.file, clean));
}

async function drawBands(a: Raster, b: Raster, file: string, clean: Clean): Promise<Picture[]> {
  const { width, height, bands } = a.header;
  if (width !== b.header.width || height !== b.header.height) throw new Error("the sizes differ");
  if (width * height > MOST_CELLS) throw new Error(`it has more than ${MOST_CELLS} cells`);
  const pictures: Picture[] = [];
  let drawn = 0;
  const nodata = [nodataAs(a.header), nodataAs(b.header)] as const;
  for (let band = 0; band < Math.min(bands, b.header.bands) && drawn < MOST_BANDS; band++) {
    const pairs = pairedRows(
      rowsOnSide("baseline", file, rowsOf(a, band)),
      rowsOnSide("produced", file, rowsOf(b, band)),
      width,
    );
    const sample = await sampleRaster(pairs, { width, height, nodata }, PANEL);
    const { beyond, lost, gained } = sample.stats;
    if (beyond + lost + gained === 0) continue;
    const decimated = sample.columns < width || sample.rows < height;
    const title = { file: clean(file), what: clean(whatOf(a, band, decimated)) };
    drawn++;
    const stem = bands === 1 ? "" : `.band${band + 1}`;
    const view = rasterView(
      sample,
      { file, band, headers: [a.header, b.header], views: Math.min(bands, MOST_BANDS) },
      clean,
    );
    pictures.push(
      { suffix: `${stem}.png`, bytes: encodePng(rasterPicture(sample, title)) },
      viewFile(view, stem),
    );
  }
  return pictures;
}

/** `band 1 in kg m-2, 20 x 26 cells of 30 x 30`. */
function whatOf({ header }: Raster, band: number, decimated: boolean): string {
  const { width, height, transform, meanings } = header;
  const unit = meanings[band]?.unit ?? "";
  const [, dx = 0, rx = 0, , ry = 0, dy = 0] = transform ?? [];
  const cell = transform === null
    ? ""
    : ` of ${formatNumber(Math.hypot(dx, ry))} x ${formatNumber(Math.hypot(rx, dy))}`;
  return `band ${band + 1}${unit === "" ? "" : ` in ${unit}`}, ${width} x ${height} cells${cell}` +
    (decimated ? "; a dot shows the cell of its area that differs most" : "");
}
