# A pending output that somebody changed is refused, and a dry run does not promise otherwise.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --embedded-drift soil_loss=1.03 --quiet > /dev/null 2>&1 || echo "exit $?"
echo more >> profiles/results/us-small/*/pending/wepp/output/run/summary.json
$PROFILE update-baseline us-small --allow-drift --accept '**/H1.ebe.dat' --dry-run | tail -n 1
$PROFILE update-baseline us-small --allow-drift --all --reason x > /dev/null 2>&1 || echo "exit $?"
exec "$PROFILE" update-baseline us-small --allow-drift --all --dry-run
