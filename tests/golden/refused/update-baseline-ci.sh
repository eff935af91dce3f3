source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --embedded-drift soil_loss=1.03 --quiet > /dev/null 2>&1 || echo "exit $?"
CI=true $PROFILE update-baseline us-small --allow-drift --all --reason x --dry-run | tail -n 1
CI=true $PROFILE update-baseline us-small --allow-drift --accept '**/H1.ebe.dat' --reason x --allow-ci --quiet
CI=true exec "$PROFILE" update-baseline us-small --allow-drift --all --reason x
