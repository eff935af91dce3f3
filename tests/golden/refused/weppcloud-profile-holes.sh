source "$REPO/tests/golden/setup.bash"
weppcloud_profile mill
$PROFILE play mill --embedded --holes refuse
