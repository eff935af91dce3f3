source "$REPO/tests/golden/setup.bash"
use_profile us-small
use_profile sbs-reupload
$PROFILE list
