source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --then fork,archive --dry-run | grep -e then- -e planned
