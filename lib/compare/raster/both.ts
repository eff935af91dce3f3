/** Opens the rasters of both sides of a comparison. */
import { bothSides, type Side } from "../text/content.ts";
import type { ComparatorInput } from "../types.ts";
import { onSide } from "./description.ts";
import type { Raster } from "./header.ts";
import { openRaster, rootOf } from "./open.ts";

/**
 * Does something with both rasters, and closes them.
 *
 * @throws Error that names the side and the file when one cannot be opened
 */
export async function withBothRasters<T>(
  input: ComparatorInput,
  work: (baseline: Raster, produced: Raster) => Promise<T>,
): Promise<T> {
  const paths = bothSides(input);
  const open = (side: Side) =>
    onSide(side, input.file, () => openRaster(paths[side], rootOf(paths[side], input.file)));
  const baseline = await open("baseline");
  try {
    const produced = await open("produced");
    try {
      return await work(baseline, produced);
    } finally {
      await produced.close();
    }
  } finally {
    await baseline.close();
  }
}
