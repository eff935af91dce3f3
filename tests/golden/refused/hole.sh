source "$REPO/tests/golden/setup.bash"
use_profile us-small
sed -i 's/longitude: -117.0127/longitude: !hole "withheld by the server"/' profiles/us-small/profile.yaml
$PROFILE play us-small --embedded
