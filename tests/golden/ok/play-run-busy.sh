source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --embedded-fault run-busy=2 | sed -n "/^note/,\$p"
