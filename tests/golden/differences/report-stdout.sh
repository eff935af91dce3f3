# A report on standard output stands there alone; words for people go to standard error.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
sed -i 's/WEPP watershed run complete/WEPP watershed run perfect/' profiles/us-small/profile.yaml
$PROFILE play us-small --embedded --report-tap - 2>people.txt | sed -n '1,2p;/^not ok/,/^ok/p' && code=0 || code=$?
tail -1 people.txt
$PROFILE play us-small --embedded --report-tap - --report-junit - 2>&1 || echo "exit $?"
$PROFILE play us-small --embedded --report-tap - --json 2>&1 || echo "exit $?"
echo "--- in GitHub Actions, by itself"
GITHUB_ACTIONS=true GITHUB_WORKSPACE=$PWD $PROFILE play us-small --embedded --embedded-fault upload-401 -q 2>/dev/null || true
exit "$code"
