source "$REPO/tests/golden/setup.bash"
use_profile us-small
sed -i 's/name: Small basin above the mill/name: "{{secret.RUN_NAME}}"/' profiles/us-small/profile.yaml
$PROFILE play us-small --embedded | tail -12
exit "${PIPESTATUS[0]}"
