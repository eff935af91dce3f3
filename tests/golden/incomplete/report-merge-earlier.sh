source "$REPO/tests/golden/setup.bash"
# Two plays on one machine: the last one passes, the one before did not.
use_copy us-a "us"
use_copy us-b "us"
$PROFILE play us-a --embedded --embedded-drift soil_loss=1.03 --quiet > /dev/null 2>&1 || echo "exit $?"
$PROFILE play us-b --embedded --quiet
$PROFILE report --merge profiles/results
