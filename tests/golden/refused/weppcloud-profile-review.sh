source "$REPO/tests/golden/setup.bash"
weppcloud_profile mill
$PROFILE review mill --drop setname
