source "$REPO/tests/golden/setup.bash"
use_profile us-small
# Outputs wait; then the server is down. The refusal says what is wrong, and where the outputs still wait.
$PROFILE play us-small --embedded --embedded-drift soil_loss=1.03 --quiet > /dev/null 2>&1 || echo "exit $?"
$PROFILE play us-small --base-url http://127.0.0.1:9/weppcloud --quiet > /dev/null 2>&1 || echo "exit $?"
exec "$PROFILE" update-baseline us-small --allow-drift --all --reason "the loss model changed"
