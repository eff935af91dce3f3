source "$REPO/tests/golden/setup.bash"
use_profile us-small
run=$(sed -n 's/^    run_id: //p' profiles/us-small/profile.yaml)
sed -i "s#/runs/{{run_id}}/{{config}}/report/channel#/runs/$run/{{config}}/report/channel#" profiles/us-small/profile.yaml
code=0
$PROFILE play us-small --embedded | sed -n '/^error/,$p' || code=$?
# The server never saw it.
if grep -e "$run" -e "$run" profiles/results/us-small/*/server_requests.jsonl; then exit 99; fi
exit "$code"
