source "$REPO/tests/golden/setup.bash"
use_profile us-small
mkdir -p playback/fork/kept
touch playback/fork/kept/work.txt
code=0
$PROFILE play us-small --embedded --then fork --target-runid 'profile;;fork;;kept' || code=$?
ls playback/fork/kept
exit "$code"
