source "$REPO/tests/golden/setup.bash"
use_profile us-small
# The server has another disk: its folder of sandboxes is not ours.
serve
$PROFILE play us-small --base-url "$URL" --sandbox filesystem | sed -n '/^error/,$p'
