# Results that no baseline is taken from: of a part, without comparing, with a failed step, out of date, of another
# profile, and one whose pending outputs were touched.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
tell() { $PROFILE update-baseline us-small --allow-drift --all --reason x 2>&1 | sed -n '/^error/,$p' || true; }
drift="--embedded --embedded-drift soil_loss=1.03 --quiet"
$PROFILE play us-small --to-step set-outlet $drift > /dev/null 2>&1 || echo "exit $?"
tell
$PROFILE play us-small --no-compare $drift > /dev/null 2>&1 || echo "exit $?"
tell
$PROFILE play us-small --embedded-fault failing-job $drift > /dev/null 2>&1 || echo "exit $?"
tell
$PROFILE play us-small $drift > /dev/null 2>&1 || echo "exit $?"
old=$(ls -d profiles/results/us-small/2* | tail -n 1)
# Somebody else accepted something meanwhile.
cp -r profiles/us-small kept
$PROFILE play us-small --embedded --embedded-drift soil_loss=1.07 --quiet > /dev/null 2>&1 || echo "exit $?"
$PROFILE update-baseline us-small --allow-drift --all --reason "later" --quiet
$PROFILE update-baseline us-small --allow-drift --all --reason x --from "$old" 2>&1 | sed -n '/^error/,$p' || true
rm -r "$(ls -d profiles/results/us-small/2* | tail -n 1)"
$PROFILE update-baseline us-small --allow-drift --all --reason x --from "$old" 2>&1 | sed -n '/^error/,$p' || true
rm -r profiles/us-small && cp -r kept profiles/us-small
echo touched > "$old/pending/wepp/output/H1.ebe.dat"
$PROFILE update-baseline us-small --allow-drift --all --reason x --from "$old" 2>&1 | sed -n '/^error/,$p' || true
sed -i '0,/latitude: [0-9.]*/s//latitude: 46.5/' profiles/us-small/profile.yaml
exec "$PROFILE" update-baseline us-small --allow-drift --all --reason x --from "$old"
