source "$REPO/tests/golden/setup.bash"
use_profile us-small
sed -i 's/WEPP watershed run complete/WEPP watershed run perfect/' profiles/us-small/profile.yaml
$PROFILE play us-small --embedded | sed -n '/FAIL/,$p'
exit "${PIPESTATUS[0]}"
