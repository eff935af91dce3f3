# A play that was refused is the last play of its profiles: nobody takes the results from before it for it.
source "$REPO/tests/golden/setup.bash"
use_copy us-a "us"
use_copy us-b "us"
$PROFILE play us-a us-b --embedded -q
sed -i 's/^metadata:/metadat:/' profiles/us-a/profile.yaml
$PROFILE play us-a us-b --embedded --report-junit junit.xml --report-json all.json -q 2> /dev/null || echo "refused: $?"
grep -o '<testsuite name="[^"]*".* errors="1"' junit.xml
jq -r '.verdict, .reports[].error.message' all.json
echo "--- merged"
$PROFILE report --merge profiles/results -q || echo "merged: $?"
$PROFILE report --merge all.json -q || echo "merged from its report: $?"
echo "--- a name that nothing has"
rm -r profiles/us-a
$PROFILE play us-b --embedded -q
$PROFILE play us-a --embedded -q 2> /dev/null || echo "not there: $?"
$PROFILE play --last-failed --embedded -q
