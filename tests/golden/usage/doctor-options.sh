source "$REPO/tests/golden/setup.bash"
# What play would not take is no finding.
run() { "$PROFILE" doctor "$@" || echo " -> $?"; }
run --base-url http://127.0.0.1:9/w --connect-timeout bogus
run --embedded --embedded-fault nonsense 2>&1 | grep -v 'help:'
run --base-url http://127.0.0.1:9/w --ca nowhere.pem
run --offline --login-url ftp://x
"$PROFILE" doctor --base-url ftp://x
