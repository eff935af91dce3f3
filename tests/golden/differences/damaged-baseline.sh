source "$REPO/tests/golden/setup.bash"
use_profile us-small
rm profiles/us-small/baseline/soils/soils.csv
echo junk > profiles/us-small/baseline/wepp/output/run/summary.json
printf x > profiles/us-small/baseline/wepp/more.txt
$PROFILE validate us-small || echo "exit $?"
$PROFILE play us-small --embedded --quiet 2>&1 | grep -v '^see' || true
grep -h 'could not' profiles/results/us-small/*/bundle/README.md
$PROFILE update-baseline us-small --dry-run 2>&1 | grep -v '^waits'
$PROFILE play us-small --embedded | sed -n '/^error/,$p'
exit "${PIPESTATUS[0]}"
