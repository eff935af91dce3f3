source "$REPO/tests/golden/setup.bash"
use_profile us-small
rm -r profiles/us-small/baseline
sed -i '/^comparisons:/,$d' profiles/us-small/profile.yaml
$PROFILE play us-small --embedded --quiet || echo "exit $?"
$PROFILE update-baseline us-small --accept 'wepp/output/run/*' --reason 'first baseline' | tail -3
$PROFILE play us-small --embedded --quiet
