# A baseline of a server is not overwritten with outputs of the embedded WEPPcloud, unless it is said.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
sed -i 's/"target": "embedded"/"target": "server"/' profiles/us-small/baseline/manifest.json
$PROFILE play us-small --embedded --embedded-drift soil_loss=1.03 --quiet > /dev/null 2>&1 || echo "exit $?"
$PROFILE update-baseline us-small --allow-drift --accept '**/H1.ebe.dat' --retarget --reason x 2>&1 | sed -n '/^error/,$p' || true
$PROFILE update-baseline us-small --allow-drift --all --reject '**/H1.ebe.dat' --retarget --reason x 2>&1 | sed -n '/^error/,$p' || true
$PROFILE update-baseline us-small --allow-drift --all --retarget --dry-run | tail -n 1
exec "$PROFILE" update-baseline us-small --allow-drift --all --reason x
