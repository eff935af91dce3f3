# Names of steps that are none, and parts that contradict one another; nothing is sent.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --from-step report-soil || true
$PROFILE play us-small --embedded --only set-unit-prefs || true
$PROFILE play us-small --embedded --only set-outlet..page || true
$PROFILE play us-small --embedded --only page --to-step set-outlet || true
$PROFILE play us-small --embedded --resume || true
$PROFILE play us-small --embedded --pace slow || true
ls profiles
$PROFILE play us-small --embedded --to-step nowhere
