# Only what would be played is planned, and compared only where the part goes on to the end.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --dry-run --only set-outlet,run-wepp
$PROFILE play us-small --embedded --dry-run --from-step run-wepp | head -5
$PROFILE play us-small --embedded --dry-run --only set-outlets
