source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --embedded-fault session-expired=12 | tail -9
