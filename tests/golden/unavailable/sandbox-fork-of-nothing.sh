source "$REPO/tests/golden/setup.bash"
use_profile us-small
serve
$PROFILE play us-small --base-url "$URL" --fork-from no-such-run | sed -n '/^error/,$p'
