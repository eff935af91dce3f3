source "$REPO/tests/golden/setup.bash"
use_copy us-a "us, nightly"
use_copy us-b "us, slow"
use_copy us-c "us"
use_profile sbs-reupload
$PROFILE list --tag "us and not (slow or wildfire)"
$PROFILE list --tag slow --json | grep -c '"slug"'
$PROFILE list --format github-matrix
$PROFILE list --format github-matrix --shard-count 2
$PROFILE list --format github-matrix --profiles-per-job 3 --tag "not wildfire"
