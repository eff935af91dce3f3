source "$REPO/tests/golden/setup.bash"
use_profile us-small
mkdir profiles/_drafts
mv profiles/us-small profiles/_drafts/us-small
sed -i 's/longitude: -117.0127/longitude: !hole "withheld by the server"/' profiles/_drafts/us-small/profile.yaml
$PROFILE promote _drafts/us-small us-small
