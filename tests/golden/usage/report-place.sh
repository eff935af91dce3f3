source "$REPO/tests/golden/setup.bash"
use_copy us-a "us, nightly"
mkdir there; touch file
run() { "$PROFILE" "$@" || echo " -> $?"; }
# What takes no file is told before the first step; nothing is made.
run play us-a --embedded --report-html file/x/page.html
run play us-a --embedded --report-json there
run play us-a --embedded --report-junit new/junit.xml --report-tap file/x
run report --merge profiles/results --report-har /dev/null
ls; ls profiles
"$PROFILE" play us-a --embedded --report-har there
