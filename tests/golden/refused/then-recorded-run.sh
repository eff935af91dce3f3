source "$REPO/tests/golden/setup.bash"
use_profile us-small
run=$(sed -n 's/^ *run_id: //p' profiles/us-small/profile.yaml)
$PROFILE play us-small --embedded --then fork --target-runid "$run"
