# Every report of a failing and a passing play, from one result model; several profiles end in a table.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
use_profile sbs-reupload
cp -r profiles/us-small profiles/mill
sed -i 's/slug: us-small/slug: mill/; s/expect: { status: 200 }/expect: { status: 204 }/' profiles/mill/profile.yaml
export GITHUB_STEP_SUMMARY=$PWD/summary.md
$PROFILE play us-small mill --embedded --report-junit all.xml --report-tap all.tap --report-har all.har \
  --report-json all.json --report-github > out.txt && code=0 || code=$?
sed -n '/^::error/,$p' out.txt
echo "--- junit"
sed 's/ time="[^"]*"/ time="N"/' all.xml | grep -v '<property\|/>$' | sed -n '1,6p;/<testsuite name="mill"/,/<\/failure>/p'
echo "--- tap"
grep -c '^ok' all.tap
sed -n 's/duration_ms: .*/duration_ms: N/; /^not ok/,/^  \.\.\./p' all.tap
echo "--- har"
jq -c '[.log.version, .log.creator.name, .log.pages[0].title, .log.pages[-1].title]' all.har
echo "--- json"
jq -c '.reports[] | [.profile, .verdict, .failed_step]' all.json
echo "--- summary"
cat summary.md
exit "$code"
