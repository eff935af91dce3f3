source "$REPO/tests/golden/setup.bash"
use_profile us-small
export PROFILE_WHO=qa
$PROFILE archive us-small --reason "the workflow is gone"
$PROFILE list
$PROFILE list --archived
$PROFILE archive us-small --reason again || echo "exit $?"
$PROFILE archive us-small --restore
$PROFILE list --archived
$PROFILE validate us-small
