source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --embedded-fault run-busy=always --busy-timeout 1s | sed -n "/FAIL/,\$p"
exit "${PIPESTATUS[0]}"
