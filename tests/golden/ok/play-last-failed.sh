# Only the profile whose last play did not pass is played again.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
cp -r profiles/us-small profiles/mill
sed -i 's/slug: us-small/slug: mill/' profiles/mill/profile.yaml
$PROFILE play mill --embedded -q
$PROFILE play us-small --embedded --embedded-fault failing-job -q || echo "us-small: $?"
$PROFILE play --last-failed --embedded --json | jq -r '.reports[] | .profile + " " + .summary'
$PROFILE play --last-failed --embedded
