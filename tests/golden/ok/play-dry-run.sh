source "$REPO/tests/golden/setup.bash"
use_profile sbs-reupload
$PROFILE play sbs-reupload --embedded --dry-run
