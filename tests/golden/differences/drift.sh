source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --embedded-drift soil_loss=1.03 | sed -n '/soil_loss.tif/,/band 1 sum/p;$p'
exit "${PIPESTATUS[0]}"
