source "$REPO/tests/golden/setup.bash"
use_profile us-small
code=0
$PROFILE play us-small --embedded --then archive --embedded-fault archive-damaged > printed || code=$?
sed -n '/FAIL/,$p' printed
ls profiles/results/us-small/*/bundle
exit "$code"
