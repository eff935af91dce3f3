# The catalogue of a library: what it says of its health, what it writes, and what it does not replace.
source "$REPO/tests/golden/setup.bash"
export PROFILE_WHO=qa
use_copy us-a "us, nightly"
use_copy us-b "us"
use_copy gone "us"
$PROFILE archive gone --reason "the workflow is gone" --quiet
$PROFILE play us-a --embedded --quiet
$PROFILE play us-a --embedded --embedded-drift soil_loss=1.5 --quiet > /dev/null || echo "exit $?"
$PROFILE assemble profiles/us-a/events.jsonl --name mill --quiet 2> /dev/null
sizes() { sed -E 's/\([0-9.]+ [kM]?B\) copied/(SIZE) copied/'; }
$PROFILE report --out site --keep-results 1 | sizes
find site -type f | sed -E 's/[0-9]{8}T[0-9.]+Z/TIME/' | LC_ALL=C sort
jq -c '.counts, [.profiles[] | [.slug, .results[].verdict, .attention[].kind]]' site/catalogue.json | sed -E 's/"bytes":[0-9]+/"bytes":N/'
grep -c 'data-last="differences"' site/index.html
echo "--- results of another machine; what is there already is replaced as a whole"
mkdir other && mv profiles/results other/ && mkdir other/profiles && mv other/results other/profiles/
touch site/profiles/us-a/notes.txt
$PROFILE report --out site --results other 2>&1 || echo "exit $?"
rm site/profiles/us-a/notes.txt
$PROFILE report --out site --results other --keep-results 0 --stale 0d --json | jq -c '[.verdict, .results, .kept, .attention.stale]'
find site -name report.html
echo "--- with the verdict of shards"
$PROFILE report --merge other --catalogue site2 --quiet || echo "exit $?"
jq -c '[.profiles[].results | length]' site2/catalogue.json
echo "--- refused"
mkdir mine && touch mine/index.html
$PROFILE report --out mine 2>&1 || echo "exit $?"
$PROFILE report 2>&1 || echo "exit $?"
$PROFILE report --out site --stale soon 2>&1 || echo "exit $?"
$PROFILE report --out site --report-junit junit.xml 2>&1 || echo "exit $?"
