source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --embedded-fault no-worker --worker-timeout 1s
