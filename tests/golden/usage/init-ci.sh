source "$REPO/tests/golden/setup.bash"
$PROFILE init new --ci '' || echo " -> $?"
ls
$PROFILE init new --ci github,jenkins
