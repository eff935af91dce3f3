source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --embedded-fault endless-job --job-timeout 1s | sed -n '/FAIL/,$p'
exit "${PIPESTATUS[0]}"
