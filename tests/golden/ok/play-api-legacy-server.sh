source "$REPO/tests/golden/setup.bash"
use_profile us-small
# A current recording against a server that has the old API only.
$PROFILE play us-small --embedded --embedded-fault api-off=rq-engine --verbose | grep -E '^(    (recorded|POST)|steps|compared|note|passed)'
exit "${PIPESTATUS[0]}"
