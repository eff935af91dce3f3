source "$REPO/tests/golden/setup.bash"
use_profile us-small
# A server that cannot use configuration alone: the sandbox starts from the profile's snapshot.
mkdir -p profiles/us-small/run far/playback
cp profiles/us-small/seed/config/* profiles/us-small/run
echo '{"py/state": {}}' > profiles/us-small/run/ron.nodb
serve --fault bare-run-500
$PROFILE play us-small --base-url "$URL" --playback-run-root far/playback | sed -n '/^note/,$p'
ls far/playback
