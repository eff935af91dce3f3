source "$REPO/tests/golden/setup.bash"
use_profile us-small
rm -r profiles/us-small/baseline
$PROFILE compare us-small --run-dir profiles/us-small | tail -3
exit "${PIPESTATUS[0]}"
