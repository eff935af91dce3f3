# On a terminal of 80 columns the console alone tells: which step, what was expected, what came, where the evidence
# lies, and what to type next. No line but those to be copied is wider.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
export COLUMNS=80
$PROFILE play us-small --embedded --embedded-fault mutation-500 | sed -n '/FAIL/,$p' && code=0 || code=$?
bundle=$(echo profiles/results/us-small/*/bundle)
echo "--- README.md of the bundle"
sed "s|$PWD|ROOT|" "$bundle/README.md"
echo "--- quiet"
$PROFILE play us-small --embedded --embedded-fault failing-job -q 2>&1 || true
exit "$code"
