source "$REPO/tests/golden/setup.bash"
use_profile us-small
rm -r profiles/us-small/baseline
sed -i '/^comparisons:/,$d' profiles/us-small/profile.yaml
$PROFILE play us-small --embedded | tail -10
exit "${PIPESTATUS[0]}"
