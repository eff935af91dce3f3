source "$REPO/tests/golden/setup.bash"
use_profile us-small
# The server forks a run that it has; that run is named once, and the fork is looked at over HTTP.
serve
$PROFILE play us-small --base-url "$URL" --no-compare --keep --quiet > /dev/null
run=$(ls far/runs/*)
sed -i "s/run_id: .*/run_id: $run/" profiles/us-small/profile.yaml
before=$(wc -l < far/requests.jsonl)
$PROFILE play us-small --base-url "$URL" --fork-from "$run" --no-compare --verbose |
  grep -e '^sandbox' -e '^run directory' -e '^note' -e '^steps' -e '^passed'
tail -n "+$((before + 1))" far/requests.jsonl |
  jq -r --arg run "$run" 'select(.path | contains($run)) | [.method, .path, .status] | join(" ")' | sed "s/$run/RUN/"
