# --from-step without a run in the state before it.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --from-step build-soils
