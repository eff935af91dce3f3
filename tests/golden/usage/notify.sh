source "$REPO/tests/golden/setup.bash"
use_profile us-small
run() {
  $PROFILE "$@" || echo "exit $?"
}
run play us-small --embedded --notify-command "mail -s 'profile" 2>&1
run play us-small --embedded --notify-timeout soon 2>&1
run play us-small --embedded --notify-on never 2>&1
$PROFILE play us-small --embedded --publish-command "cp -r {folder} /tmp"
