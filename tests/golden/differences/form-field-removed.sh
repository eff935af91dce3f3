source "$REPO/tests/golden/setup.bash"
use_profile us-small
sed -i '/landuse_management_mapping_selection/d' profiles/us-small/profile.yaml
$PROFILE play us-small --embedded | sed -n "/^failed/,\$p"
exit "${PIPESTATUS[0]}"
