/** What describes a raster beside its cells: size, sample type, place, meaning of the numbers. */
import { messageOf } from "../../errors.ts";
import type { JsonValue } from "../../model/json.ts";
import type { Findings } from "../findings.ts";
import { unknownKeys } from "../params.ts";
import type { Side } from "../text/content.ts";
import type { RasterHeader } from "./header.ts";
import type { Rows } from "./rows.ts";

/**
 * Reads one side of a comparison.
 *
 * @throws Error that names the side and the file
 */
export async function onSide<T>(side: Side, file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`The ${side} file "${file}" cannot be read as GeoTIFF: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Reads rows of one side, with errors as those of {@link onSide}. */
export async function* rowsOnSide(
  side: Side,
  file: string,
  rows: AsyncGenerator<Rows>,
): AsyncGenerator<Rows> {
  try {
    for (;;) {
      const next = await onSide(side, file, () => rows.next());
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await rows.return(undefined);
  }
}

/** Refuses bands of the parameters that the raster does not have; they are numbered from 1. */
export function checkBands(named: string[], count: number): void {
  const valid = Array.from({ length: count }, (_, index) => String(index + 1));
  const unknown = named.filter((band) => !valid.includes(band));
  if (unknown.length > 0) throw new Error(`params.bands: ${unknownKeys(unknown, valid)}`);
}

/** Finds every difference but those of the cells. */
export function compareDescription(baseline: RasterHeader, produced: RasterHeader, findings: Findings): void {
  const same = (where: string, before: JsonValue, after: JsonValue, message: string) => {
    if (JSON.stringify(before) !== JSON.stringify(after)) {
      findings.changed(where, before, after, message, "exact");
    }
  };
  const size = (raster: RasterHeader) => `${raster.width} x ${raster.height}`;
  same("size", size(baseline), size(produced), "The raster has another size (columns x rows)");
  same("bands", baseline.bands, produced.bands, "The number of bands is another");
  same("type", baseline.type, produced.type, "The sample type is another");
  baseline.meanings.forEach((before, index) => {
    const after = produced.meanings[index];
    if (after === undefined) return;
    const name = `band ${index + 1}`;
    same(`${name} scale`, before.scale, after.scale, "The numbers are scaled by another factor");
    same(`${name} offset`, before.offset, after.offset, "Another offset is added to the numbers");
    same(`${name} unit`, before.unit, after.unit, "The unit is another");
  });
  same(
    "transform",
    baseline.transform,
    produced.transform,
    "The raster lies elsewhere or has another cell size",
  );
  const keys = new Set([...Object.keys(baseline.crs), ...Object.keys(produced.crs)]);
  for (const key of [...keys].sort()) {
    const message = "The coordinate reference system is another";
    same(`crs ${key}`, baseline.crs[key] ?? null, produced.crs[key] ?? null, message);
  }
  same("nodata value", shown(baseline.nodata), shown(produced.nodata), "The nodata value is another");
}

/** A number as JSON can carry it: NaN and infinities as text. */
export function shown(value: number | null): JsonValue {
  return value === null || Number.isFinite(value) ? value : String(value);
}
