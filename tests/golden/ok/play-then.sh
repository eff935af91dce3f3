source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --then fork --then archive | sed -n '/then-/,$p'
ls playback/fork playback/runs
grep -o 'name="then-[a-z]*"' profiles/results/us-small/*/junit.xml
echo "changes of the profile's own in the journal: $(grep -c '"kind":"sending"' profiles/results/us-small/*/journal.jsonl)"
