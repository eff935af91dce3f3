# A part of the steps: up to one, from there on, single ones; all in one sandbox, none of it for a baseline.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --to-step set-outlet
$PROFILE play us-small --embedded --from-step report-outlet | sed -n '/^note/,$p'
$PROFILE play us-small --embedded --only report-soils,report-landuse..modify-landuse-coverage | grep -v '^$'
$PROFILE play us-small --embedded --only setname -q
code=0; $PROFILE update-baseline us-small --all --reason x -q 2>&1 || code=$?
echo "update-baseline: $code"
ls playback/runs | wc -l
