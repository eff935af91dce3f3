# What is wrong is named with what is near; nothing is written.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
mkdir profiles/_drafts
mv profiles/us-small profiles/_drafts/us-small
$PROFILE review us-small set-outlett || echo "exit $?"
$PROFILE review us-small --set set-outlet.json.latitude=1 --fill set-outlet.json.longitud=2 || echo "exit $?"
$PROFILE review us-small --set set-outlet.expect.status=999 || echo "exit $?"
$PROFILE review us-small --rename outlet || echo "exit $?"
echo 'no archive' > x.zip
$PROFILE review --import x.zip || echo "exit $?"
$PROFILE review --interactive us-small || echo "exit $?"
$PROFILE review
