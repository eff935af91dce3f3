source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --embedded-drift runoff=1.1 --quiet || echo "exit $?"
$PROFILE update-baseline us-small --allow-drift
