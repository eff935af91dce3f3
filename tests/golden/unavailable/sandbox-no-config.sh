source "$REPO/tests/golden/setup.bash"
use_profile us-small
# A recording from outside holds no config files.
rm -r profiles/us-small/seed/config
serve
$PROFILE play us-small --base-url "$URL" --playback-run-root far/playback | sed -n '/^error/,$p'
