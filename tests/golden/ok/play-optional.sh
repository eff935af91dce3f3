# A step that only refreshes the page is left out, and is no lack: planned without it, passed, fit for a baseline.
# With --optional it runs. The last play was recorded with two users and says that one login played it.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
report() { grep -o '"optional": [0-9][0-9]*\|"planned": 22,\|"planned": 23,\|only refreshes' profiles/results/us-small/*/report.json | sed 's/.*json://' | sort | uniq -c; }
$PROFILE play us-small --embedded | grep -v '^ok'
report
grep -h '<skipped' profiles/results/us-small/*/junit.xml
rm -r profiles/results
$PROFILE play us-small --embedded --optional | grep 'page\|^steps\|^passed'
sed -i 's/^  - id: setname$/&\n    user: user-1a/; s/^  - id: run-wepp$/&\n    user: user-2b/' profiles/us-small/profile.yaml
$PROFILE play us-small --embedded --no-compare | grep 'user\|^passed'
$PROFILE play us-small --embedded --dry-run | head -2
