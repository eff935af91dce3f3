/** Opens rasters of every format that is read. */
import { dirname, isAbsolute, resolve } from "node:path";
import { messageOf } from "../../errors.ts";
import { isInside } from "../../files/inside.ts";
import { exists as isThere } from "../../files/safe_path.ts";
import { isLfsPointer } from "../lfs.ts";
import { decodeLatin1, decodeUtf8 } from "../text/content.ts";
import { emptyAs, type Raster, type RasterHeader } from "./header.ts";
import { blocksOf } from "./tiff/blocks.ts";
import { Directory } from "./tiff/directory.ts";
import { FileBytes } from "./tiff/file.ts";
import { readGeoKeys, readMeanings, readNodata, readTransform } from "./tiff/geo.ts";
import { readLayout } from "./tiff/layout.ts";
import { parseVrt, type Source } from "./vrt/file.ts";
import { mosaicBlocks } from "./vrt/mosaic.ts";

/** Bytes. */
const LARGEST_VRT = 16 * 1024 ** 2;

/** True for the name of a VRT: its bytes say nothing of the cells, which lie in other files. */
export function isVrt(file: string): boolean {
  return /\.vrt$/i.test(file);
}

/** The folder of the run, or of the baseline, that a file of this name lies in. */
export function rootOf(path: string, file: string): string {
  return path.endsWith(`/${file}`) ? path.slice(0, -file.length - 1) : dirname(path);
}

/**
 * Opens a GeoTIFF, or a VRT over some; the caller closes it.
 *
 * @param root folder that the sources of a VRT must lie below; default: that of the file
 * @throws Error when it is neither, is damaged, or uses what cannot be decoded
 */
export async function openRaster(path: string, root = dirname(path)): Promise<Raster> {
  const file = await FileBytes.open(path);
  try {
    if (file.size === 0) throw new Error("it is empty (0 bytes)");
    const start = decodeLatin1(await file.read(0, Math.min(file.size, 64))).trimStart();
    if (!/^(?:\xef\xbb\xbf)?\s*<(?:\?xml|VRTDataset|!--)/.test(start)) return await openTiff(file);
    if (file.size > LARGEST_VRT) throw new Error("it is too large for a VRT");
    const vrt = parseVrt(decodeUtf8(await file.read(0, file.size)) ?? "");
    await file.close();
    const open = (source: Source) => openSource(source, path, root);
    return {
      header: vrt.header,
      blocks: (only) => mosaicBlocks(vrt, open, only),
      close: () => Promise.resolve(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openTiff(file: FileBytes): Promise<Raster> {
  const directory = await Directory.read(file);
  const layout = await readLayout(directory, file.size);
  const { width, height, bands, kind, bits } = layout;
  const crs = await readGeoKeys(directory);
  const header: RasterHeader = {
    ...{ width, height, bands, crs },
    type: `${kind}${bits}`,
    transform: await readTransform(directory, crs),
    nodata: await readNodata(directory),
    meanings: await readMeanings(directory, bands),
  };
  return {
    header,
    blocks: (only, underWay) => blocksOf(file, layout, emptyAs(header), only, underWay),
    close: () => file.close(),
  };
}

/** Opens a source of a VRT: a GeoTIFF below the root. */
async function openSource({ path, isRelative }: Source, vrt: string, root: string): Promise<Raster> {
  const name = `its source "${path}"`;
  const full = isRelative ? resolve(dirname(vrt), path) : path;
  if (!isAbsolute(full) || path.includes("\0")) throw new Error(`${name} is no file below the run`);
  if (!await isThere(full)) {
    throw new Error(`${name} is not there: a baseline keeps it when a comparison names it, too`);
  }
  if (!await isInside(root, full)) throw new Error(`${name} does not lie below the run`);
  if (await isLfsPointer(full)) throw new Error(`${name} is a Git LFS pointer: run git lfs pull`);
  const file = await FileBytes.open(full);
  try {
    return await openTiff(file);
  } catch (error) {
    await file.close();
    throw new Error(`${name}: ${messageOf(error)}`, { cause: error });
  }
}
