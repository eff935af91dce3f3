source "$REPO/tests/golden/setup.bash"
use_profile us-small
rm profiles/us-small/seed/config/*.cfg
echo "[general]" > profiles/us-small/seed/config/other.cfg
$PROFILE play us-small --embedded
