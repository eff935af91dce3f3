source "$REPO/tests/golden/setup.bash"
use_profile us-small
sed -i "s/rq_required: true/rq_required: false/" profiles/us-small/profile.yaml
$PROFILE play us-small --embedded | sed -n "/FAIL/,\$p"
exit "${PIPESTATUS[0]}"
