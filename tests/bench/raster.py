"""The reference of the figures on rasters.

raster.py make FOLDER    writes 8000 x 8000 float32 rasters, three layouts, each a second time with one cell changed
raster.py stats FILE     count, min, max, mean and std of a raster, block by block
"""

import sys

import numpy as np
import rasterio

SIZE = 8000
LAYOUTS = {
    "tiled": dict(tiled=True, compress="deflate", predictor=3),
    "plain": {},
    "lzw": dict(compress="lzw"),
}


def make(folder):
    rng = np.random.default_rng(1)
    y, x = np.mgrid[0:SIZE, 0:SIZE].astype("float32")
    heights = (np.sin(x / 300) * np.cos(y / 200) * 500 + 1500 + rng.normal(0, 0.5, (SIZE, SIZE))).astype("float32")
    heights[:200, :] = -9999
    profile = dict(driver="GTiff", width=SIZE, height=SIZE, count=1, dtype="float32", nodata=-9999)
    profile.update(crs="EPSG:32611", transform=rasterio.transform.from_origin(500000, 5200000, 30, 30))
    for side in ("baseline", "produced"):
        for name, layout in LAYOUTS.items():
            with rasterio.open(f"{folder}/{side}/{name}.tif", "w", **profile, **layout) as raster:
                raster.write(heights, 1)
        heights[5000, 5000] += 1


def stats(path):
    count, smallest, largest, total, squares = 0, np.inf, -np.inf, 0.0, 0.0
    with rasterio.open(path) as raster:
        for _, window in raster.block_windows(1):
            block = raster.read(1, window=window)
            valid = block[block != raster.nodata].astype("float64")
            if valid.size > 0:
                count += valid.size
                smallest, largest = min(smallest, valid.min()), max(largest, valid.max())
                total += valid.sum()
                squares += (valid * valid).sum()
    mean = total / count
    print(count, smallest, largest, mean, (squares / count - mean * mean) ** 0.5)


{"make": make, "stats": stats}[sys.argv[1]](sys.argv[2])
