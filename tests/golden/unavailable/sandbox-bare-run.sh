source "$REPO/tests/golden/setup.bash"
use_profile us-small
# The server cannot use configuration alone, and the profile has no snapshot.
serve --fault bare-run-500
$PROFILE play us-small --base-url "$URL" --playback-run-root far/playback | sed -n '/^error/,$p'
