source "$REPO/tests/golden/setup.bash"
use_profile us-small
rm profiles/us-small/baseline/soils/soils.csv
echo junk > profiles/us-small/baseline/wepp/output/run/summary.json
$PROFILE play us-small --embedded | sed -n '/^error/,$p'
exit "${PIPESTATUS[0]}"
