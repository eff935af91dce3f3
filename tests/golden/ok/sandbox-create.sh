source "$REPO/tests/golden/setup.bash"
use_profile us-small
# Without a playback root on this disk the server makes the run; outputs are read over HTTP.
serve
$PROFILE play us-small --base-url "$URL" | sed -n '1,2p;/^note/,$p'
grep -c '"outputs": "http"' profiles/results/us-small/*/report.json
ls profiles/results/.sandboxes
