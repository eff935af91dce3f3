"""Writes rasters of all layouts into a folder, and facts.json: what rasterio, numpy and GDAL say of them.

Run with Debian's python3-rasterio and gdal-bin: layouts.py FOLDER
"""

import json
import subprocess
import sys

import numpy as np
import rasterio
from rasterio.transform import from_origin

QUANTILES = {"q1": 0.01, "q5": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q99": 0.99}

# Type, compression, predictor, tiled, interleave, bands, further options of GDAL's driver.
LAYOUTS = [
    ("float32", "none", 1, False, "pixel", 1, {}),
    ("float32", "deflate", 3, True, "pixel", 1, {}),
    ("float32", "lzw", 3, False, "pixel", 1, {}),
    ("float64", "deflate", 3, True, "pixel", 1, {}),
    ("float32", "zstd", 3, True, "pixel", 1, {}),
    ("float64", "zstd", 1, False, "pixel", 1, {}),
    ("uint8", "packbits", 1, False, "pixel", 1, {}),
    ("uint8", "lzw", 2, True, "pixel", 3, {}),
    ("int16", "deflate", 2, False, "band", 3, {}),
    ("uint16", "lzw", 2, True, "pixel", 2, {}),
    ("int32", "deflate", 2, True, "band", 2, {}),
    ("uint32", "zstd", 2, False, "pixel", 1, {}),
    ("float32", "deflate", 2, True, "pixel", 1, {}),
    ("float32", "none", 1, True, "band", 2, {}),
    ("float32", "lzw", 1, True, "pixel", 2, {"BIGTIFF": "YES"}),
    ("int16", "deflate", 2, True, "pixel", 1, {"ENDIANNESS": "BIG"}),
    ("float32", "deflate", 1, True, "pixel", 2, {"ENDIANNESS": "BIG"}),
    ("float64", "lzw", 1, True, "band", 2, {"BIGTIFF": "YES", "ENDIANNESS": "BIG"}),
    ("uint8", "deflate", 1, True, "pixel", 1, {"NBITS": "1"}),
    ("float32", "deflate", 3, True, "pixel", 1, {"SPARSE_OK": "TRUE"}),
    ("float32", "none", 1, False, "pixel", 1, {"ENDIANNESS": "BIG"}),
]


def cells(rng, dtype, count, height, width, options):
    """Numbers of all bands, and what stands for no data among them."""
    values = rng.normal(100, 30, (count, height, width))
    if "NBITS" in options:
        return (values > 100).astype(dtype), None
    if dtype.startswith("uint"):
        values = np.abs(values)
    values = values.astype(dtype)
    nodata = -9999.0 if dtype.startswith("float") else 7
    values[:, :9, 5:40] = nodata
    if "SPARSE_OK" in options:
        values[:, :, :] = nodata
        values[:, 70:80, 70:80] = 5
        values[:, 80:85, 70:80] = 1 / 3
    return values, nodata


def write(path, values, nodata, dtype, compression, predictor, tiled, interleave, options):
    count, height, width = values.shape
    profile = dict(driver="GTiff", width=width, height=height, count=count, dtype=dtype, crs="EPSG:32611")
    profile.update(transform=from_origin(500000, 5200000, 30, 30), interleave=interleave, tiled=tiled)
    if nodata is not None:
        profile["nodata"] = nodata
    if tiled:
        profile.update(blockxsize=64, blockysize=48)
    if compression != "none":
        profile.update(compress=compression, predictor=predictor)
    profile.update(options)
    with rasterio.open(path, "w", **profile) as raster:
        raster.write(values)


def facts_of(path):
    """Statistics of each band: by numpy from what rasterio reads, and by `gdalinfo -stats`."""
    told = json.loads(subprocess.run(["gdalinfo", "-json", "-stats", path], check=True, capture_output=True).stdout)
    facts = []
    with rasterio.open(path) as raster:
        for band in range(1, raster.count + 1):
            values = raster.read(band)
            valid = np.ones(values.shape, bool) if raster.nodata is None else values != raster.nodata
            numbers = values[valid].astype("float64")
            gdal = told["bands"][band - 1]["metadata"][""]
            facts.append(dict(
                stats=dict(
                    count=int(valid.sum()), nodata=int((~valid).sum()), min=float(numbers.min()),
                    max=float(numbers.max()), mean=float(numbers.mean()), std=float(numbers.std()),
                    sum=float(numbers.sum()),
                ),
                quantiles={
                    name: float(np.quantile(numbers, share, method="inverted_cdf"))
                    for name, share in QUANTILES.items()
                },
                gdal=dict(
                    min=float(gdal["STATISTICS_MINIMUM"]), max=float(gdal["STATISTICS_MAXIMUM"]),
                    mean=float(gdal["STATISTICS_MEAN"]), std=float(gdal["STATISTICS_STDDEV"]),
                ),
            ))
    return facts


def write_vrts(folder):
    """A mosaic of three parts of a raster, and a part that is scaled to integers; gives their names."""
    whole = f"{folder}/01_float32_deflate_3_tiles_pixel.tif"
    parts = [("a", "0 0 60 50"), ("b", "60 0 90 50"), ("c", "0 50 100 48")]
    for name, window in parts:
        run("gdal_translate", "-q", "-srcwin", *window.split(), whole, f"{folder}/{name}.tif")
    run("gdalbuildvrt", "-q", f"{folder}/mosaic.vrt", *[f"{folder}/{name}.tif" for name, _ in parts])
    scaled = "-of VRT -ot Int16 -srcwin 3 4 100 80 -scale 0 200 -1000 1000"
    run("gdal_translate", "-q", *scaled.split(), whole, f"{folder}/scaled.vrt")
    return ["mosaic.vrt", "scaled.vrt"]


def run(*words):
    subprocess.run(words, check=True)


def main(folder):
    rng = np.random.default_rng(7)
    facts = {}
    for index, (dtype, compression, predictor, tiled, interleave, count, options) in enumerate(LAYOUTS):
        values, nodata = cells(rng, dtype, count, 91 + index * 7, 137 + index * 13, options)
        kind = [f"{index:02d}", dtype, compression, str(predictor), "tiles" if tiled else "strips", interleave]
        name = "_".join(kind + list(options)) + ".tif"
        path = f"{folder}/{name}"
        write(path, values, nodata, dtype, compression, predictor, tiled, interleave, options)
        facts[name] = facts_of(path)
    for name in write_vrts(folder):
        facts[name] = facts_of(f"{folder}/{name}")
    with open(f"{folder}/facts.json", "w") as file:
        json.dump(facts, file)


main(sys.argv[1])
