source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --then fork,archive --embedded-fault no-endpoint=fork | sed -n '/ERROR/,$p'
exit "${PIPESTATUS[0]}"
