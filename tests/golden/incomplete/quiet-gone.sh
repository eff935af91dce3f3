# --quiet names the place and the remedy of a play that could not go on; --since begins with it.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --quiet
$PROFILE play us-small --base-url http://127.0.0.1:9/weppcloud --quiet 2> /dev/null || echo "exit $?"
$PROFILE show us-small --since last | sed '/^\(now\|before\)/d'
$PROFILE play us-small --embedded --embedded-fault gone --quiet 
