source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --embedded-drift soil_loss=1.03 | sed -n '/^failed .*soil_loss.tif/,/picture/p;$p'
exit "${PIPESTATUS[0]}"
