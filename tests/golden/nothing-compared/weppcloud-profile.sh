source "$REPO/tests/golden/setup.bash"
weppcloud_profile mill
$PROFILE list
$PROFILE play mill --embedded
