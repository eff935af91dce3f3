# A server without the trivial job: the first job that nobody takes tells that no worker is there.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --embedded-fault no-hello-world --embedded-fault no-worker --worker-timeout 1s | sed -n '/ERROR/,$p'
exit "${PIPESTATUS[0]}"
