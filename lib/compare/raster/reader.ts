/** Reads a raster once: what describes it, and the statistics of every band. */
import { BandAccumulator, type BandStats } from "./band_stats.ts";
import { nodataAs, type RasterHeader } from "./header.ts";
import { type Distribution, Histogram } from "./histogram.ts";
import { openRaster } from "./open.ts";

/** One raster, summed up. */
export interface RasterSummary extends RasterHeader {
  stats: BandStats[];
  /** Of each band; none when they were not asked for. */
  distributions: Distribution[];
  /** Per band one bit a cell, by rows: 1 is not valid. */
  masks: Uint8Array[];
}

/**
 * Reads a raster once and sums it up.
 *
 * @param withDistributions true to tell quantiles as well, which costs some time
 * @param root as {@link openRaster} takes it
 * @throws Error as {@link openRaster}, and when a block cannot be decompressed
 */
export async function readRaster(
  path: string,
  withDistributions = false,
  root?: string,
): Promise<RasterSummary> {
  const raster = await openRaster(path, root);
  try {
    const { header } = raster;
    const { width, height, bands } = header;
    const nodata = nodataAs(header);
    const sums = Array.from({ length: bands }, () => new BandAccumulator(width, height, nodata));
    const histograms = withDistributions ? sums.map(() => new Histogram(nodata, bands)) : [];
    for await (const block of raster.blocks()) {
      sums[block.band]?.add(block);
      histograms[block.band]?.add(block);
    }
    const stats = sums.map((sum) => sum.result());
    const distributions = histograms.map((histogram, band) =>
      histogram.distribution(stats[band]?.min ?? null, stats[band]?.max ?? null)
    );
    return { ...header, stats, distributions, masks: sums.map((sum) => sum.invalid) };
  } finally {
    await raster.close();
  }
}
