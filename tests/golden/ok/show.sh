# Everything about a profile; what is another since an earlier result; the bundle as an archive.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE show us-small | sed -n '1,16p;/^44 comparisons/,/dem.tif/p'
$PROFILE play us-small --embedded > /dev/null
$PROFILE play us-small --embedded --embedded-fault failing-job > /dev/null || true
echo "--- after two plays"
$PROFILE show us-small | sed -n '/^results/,/^file/p'
# On a busy machine steps are slower or faster.
steady() { sed '/^\(slower\|faster\) (/,/^[^ ]/{/^\(slower\|faster\) (\|^  /d}; s/[0-9]* slower$/N slower/' | grep -v '^$'; }
$PROFILE show us-small --since last | steady
$PROFILE show us-small --since last --json | jq -c '[.verdict, (.new_failures | map(.name)), (.no_longer_run | length), .fixed]'
$PROFILE play us-small --embedded > /dev/null
echo "--- fixed"
$PROFILE show us-small --since last | grep -v '^now\|^before' | steady
$PROFILE show us-small --since 2020-01-01 2>&1 || echo "exit $?"
$PROFILE show us-small --bundle us-small.zip | sed 's/([0-9.]* kB)/(N kB)/'
head -c 2 us-small.zip; echo
