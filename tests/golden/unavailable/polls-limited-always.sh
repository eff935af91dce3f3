source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --embedded-fault polls-limited=always --job-timeout 1s | sed -n '/ERROR/,$p'
exit "${PIPESTATUS[0]}"
