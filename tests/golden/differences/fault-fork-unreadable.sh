source "$REPO/tests/golden/setup.bash"
use_profile us-small
code=0
$PROFILE play us-small --embedded --then fork --embedded-fault fork-unreadable > printed || code=$?
sed -n '/FAIL/,$p' printed
ls profiles/results/us-small/*/bundle
exit "$code"
