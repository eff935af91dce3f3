# The table of cases of raster_pixels.
source "$REPO/tests/golden/setup.bash"
mkdir before after params
$DENO run -A --no-check --quiet --config "$REPO/deno.json" "$REPO/tests/golden/rasters.ts" <<'RASTERS'
before/equal.tif float32 3: 1 2 3 4 5 -9999
after/equal.tif float32 3: 1 2 3 4 5 -9999
before/other-blocks.tif float32 3: 1 2 3 4 5 -9999 {"rows":1}
after/other-blocks.tif float32 3: 1 2 3 4 5 -9999 {"tile":16,"compression":"lzw"}
before/within.tif float32 3: 1 2 3 4 5 -9999
after/within.tif float32 3: 1.04 2 3 4 5 -9999
before/beyond.tif float32 3: 1 2 3 4 5 -9999
after/beyond.tif float32 3: 1 2.5 3 4 7 -9999
before/share.tif float32 3: 1 2 3 4 5 -9999
after/share.tif float32 3: 1 2 3 4 7 -9999
before/limits.tif float32 3: 1 2 3 4 5 -9999
after/limits.tif float32 3: 1 2 3 4 7 -9999
before/missing.tif float32 3: 1 2 3 4 5 -9999
after/extra.tif float32 3: 1 2 3 4 5 -9999
before/reordered.tif float32 3: 1 2 3 4 5 -9999
after/reordered.tif float32 3: 2 1 3 4 5 -9999
before/type-changed.tif float32 3: 1 2 3 4 5 -9999
after/type-changed.tif float64 3: 1 2 3 4 5 -9999
before/nan.tif float32 3: 1 2 3 4 5 -9999
after/nan.tif float32 3: 1 2 3 4 5 NaN
before/nodata-moved.tif float32 3: 1 2 3 4 5 -9999
after/nodata-moved.tif float32 3: -9999 2 3 4 5 6
before/nodata-value.tif float32 3: 1 2 3 4 5 -9999
after/nodata-value.tif float32 3: 1 2 3 4 5 -1 {"tags":{"GDAL_NODATA":"-1"}}
before/size.tif float32 3: 1 2 3 4 5 -9999
after/size.tif float32 2: 1 2 3 4 5 -9999
before/classes.tif uint8 4: 41 41 42 42 71 71 0 41 {"tags":{"GDAL_NODATA":"0"}}
after/classes.tif uint8 4: 42 42 42 42 71 41 0 0 {"tags":{"GDAL_NODATA":"0"}}
before/classes-of-floats.tif float32 3: 1 2 3 4 5 -9999
after/classes-of-floats.tif float32 3: 1 2 3 4 6 -9999
before/damaged.tif float32 3: 1 2 3 4 5 -9999
before/empty.tif float32 3: 1 2 3 4 5 -9999
before/wrong-format.tif float32 3: 1 2 3 4 5 -9999
RASTERS
head -c -9 before/damaged.tif > after/damaged.tif
: > after/empty.tif
echo 'no raster, but a text' > after/wrong-format.tif
echo '{ tolerance: 0.05 }' | tee params/within.tif > params/beyond.tif
echo '{ share: 0.2 }' > params/share.tif
echo '{ share: 1, max_error: 1, mean_error: 0.5, rmse: 0.5 }' > params/limits.tif
echo '{ classes: true }' | tee params/classes.tif > params/classes-of-floats.tif
compare_cases raster_pixels
