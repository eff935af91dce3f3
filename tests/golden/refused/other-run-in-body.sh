source "$REPO/tests/golden/setup.bash"
use_profile us-small
sed -i '0,/^    json: {/s//    json: { source_runid: ample-otter,/' profiles/us-small/profile.yaml
grep -q 'source_runid' profiles/us-small/profile.yaml
code=0
$PROFILE play us-small --embedded > play.txt || code=$?
sed -n '/^error/,$p' play.txt
# The server never saw it, and there is a bundle.
if grep ample-otter profiles/results/us-small/*/server_requests.jsonl; then exit 99; fi
test -s profiles/results/us-small/*/bundle/report.json
exit "$code"
