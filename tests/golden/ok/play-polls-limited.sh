source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --embedded-fault polls-limited=2 --embedded-fault polls-502=2 | sed -n "/^note/,\$p"
