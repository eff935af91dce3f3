source "$REPO/tests/golden/setup.bash"
weppcloud_profile mill
$PROFILE promote mill mill --replace
