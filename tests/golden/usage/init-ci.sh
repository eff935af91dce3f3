source "$REPO/tests/golden/setup.bash"
$PROFILE init new --ci github,jenkins
