source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --then fork --target-runid 'no;;id' | sed -n '/FAIL/,$p'
exit "${PIPESTATUS[0]}"
