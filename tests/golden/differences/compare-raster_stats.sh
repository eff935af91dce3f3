# The table of cases of raster_stats.
source "$REPO/tests/golden/setup.bash"
mkdir before after params
$DENO run -A --no-check --quiet --config "$REPO/deno.json" "$REPO/tests/golden/rasters.ts" <<'RASTERS'
before/equal.tif float32 3: 1 2 3 4 5 -9999
after/equal.tif float32 3: 1 2 3 4 5 -9999
before/other-blocks.tif float32 3: 1 2 3 4 5 -9999 {"rows":1}
after/other-blocks.tif float32 3: 1 2 3 4 5 -9999 {"tile":16,"compression":"deflate"}
before/within.tif float32 3: 1 2 3 4 5 -9999
after/within.tif float32 3: 1 2 3 4.1 5 -9999
before/beyond.tif float32 3: 1 2 3 4 5 -9999
after/beyond.tif float32 3: 1.03 2.06 3.09 4.12 5.15 -9999
before/quantiles.tif float32 3: 1 2 3 4 5 -9999
after/quantiles.tif float32 3: 1 2 9 9 9 -9999
before/missing.tif float32 3: 1 2 3 4 5 -9999
after/extra.tif float32 3: 1 2 3 4 5 -9999
before/reordered.tif float32 3: 1 2 3 4 5 -9999
after/reordered.tif float32 3: 5 4 3 2 1 -9999
before/type-changed.tif float32 3: 1 2 3 4 5 -9999
after/type-changed.tif float64 3: 1 2 3 4 5 -9999
before/nan.tif float32 3: 1 2 3 4 5 -9999
after/nan.tif float32 3: 1 2 3 4 5 NaN
before/nan-extra.tif float32 3: 1 2 3 4 5 -9999
after/nan-extra.tif float32 3: 1 NaN 3 4 5 -9999
before/nodata-moved.tif float32 3: 1 2 3 4 5 -9999
after/nodata-moved.tif float32 3: -9999 1 2 3 4 5
before/nodata-value.tif float32 3: 1 2 3 4 5 -9999
after/nodata-value.tif float32 3: 1 2 3 4 5 -1 {"tags":{"GDAL_NODATA":"-1"}}
before/size.tif float32 3: 1 2 3 4 5 -9999
after/size.tif float32 2: 1 2 3 4 5 -9999
before/elsewhere.tif float32 3: 1 2 3 4 5 -9999
after/elsewhere.tif float32 3: 1 2 3 4 5 -9999 {"tags":{"ModelTiepoint":[0,0,0,500030,5200000,0],"ProjectedCSTypeGeoKey":32612}}
before/no-data-at-all.tif float32 3: 1 2 3 4 5 -9999
after/no-data-at-all.tif float32 3: -9999 -9999 -9999 -9999 -9999 -9999
before/meaning.tif float32 3: 1 2 3 4 5 6 {"metadata":"<GDALMetadata><Item name=\"UNITTYPE\" sample=\"0\" role=\"unittype\">kg</Item></GDALMetadata>"}
after/meaning.tif float32 3: 1 2 3 4 5 6 {"metadata":"<GDALMetadata><Item name=\"SCALE\" sample=\"0\" role=\"scale\">0.1</Item></GDALMetadata>"}
before/band-gone.tif float32 3: 1 1 2 2 3 3 4 4 5 5 6 6 {"bands":2}
after/band-gone.tif float32 3: 1 2 3 4 5 6
before/damaged.tif float32 3: 1 2 3 4 5 -9999
before/empty.tif float32 3: 1 2 3 4 5 -9999
before/wrong-format.tif float32 3: 1 2 3 4 5 -9999
RASTERS
head -c -9 before/damaged.tif > after/damaged.tif
: > after/empty.tif
echo 'no raster, but a text' > after/wrong-format.tif
echo '{ tolerance: { mean: { rel: 0.01 }, max: 0.5 } }' | tee params/within.tif > params/beyond.tif
echo '{ tolerance: { q50: 0.5, q99: { rel: 0.01 }, histogram: { rel: 0.01 } } }' > params/quantiles.tif
compare_cases raster_stats
