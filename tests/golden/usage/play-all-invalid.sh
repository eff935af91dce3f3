source "$REPO/tests/golden/setup.bash"
use_copy us-a "us"
use_copy us-b "us"
use_copy us-c "us"
sed -i 's/method: raster_stats/method: raster_stat/' profiles/us-b/profile.yaml
weppcloud_profile wepp
# What is wrong with one of many is told of that one; the others are played. Named by itself it stops the command.
"$PROFILE" play us-a us-b --embedded || echo " -> $?"
"$PROFILE" play --all --jobs 3 --embedded --report-junit junit.xml || code=$?
grep -A2 'testsuite name="us-b"' junit.xml | cut -c1-120
"$PROFILE" play --all --embedded --max-failures 1 --quiet --dry-run || true
exit $code
