# A raster is kept as a summary of some kB by a rule of the configuration; plays are compared with that.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
raster=wepp/output/run/soil_loss.tif
kept=profiles/us-small/baseline
printf 'baseline: { keep: [{ methods: [raster_stats], keep: summary }] }\n' > profiles/profile.config.yaml
$PROFILE play us-small --embedded --embedded-drift soil_loss=1.03 --quiet > /dev/null 2>&1 || echo "exit $?"
$PROFILE update-baseline us-small --allow-drift --all --reason "the loss model changed" | grep "$raster"
ls $kept/${raster%/*}
grep -A3 '"path": "'$raster $kept/manifest.json | sed 's/"[0-9a-f]\{64\}"/"…"/'
$PROFILE play us-small --embedded --embedded-drift soil_loss=1.03 --quiet
$PROFILE play us-small --embedded --embedded-drift soil_loss=1.06 --quiet > /dev/null 2>&1 || echo "exit $?"
judge() { ($PROFILE compare us-small || true) | grep -A"$1" "^[a-z]*  *$raster"; }
judge 4
# A pointer in its place, and a method that needs the file, are said.
cp $kept/$raster.summary.json kept.json
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n' > $kept/$raster.summary.json
judge 1
mv kept.json $kept/$raster.summary.json
sed -i '/^comparisons:/,$d' profiles/us-small/profile.yaml
printf 'comparisons: [{ target: %s, method: raster_pixels }]\n' $raster >> profiles/us-small/profile.yaml
judge 1
exec "$PROFILE" compare us-small --quiet
