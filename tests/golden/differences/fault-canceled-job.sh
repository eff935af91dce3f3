source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --embedded-fault canceled-job | sed -n "/FAIL/,\$p"
exit "${PIPESTATUS[0]}"
