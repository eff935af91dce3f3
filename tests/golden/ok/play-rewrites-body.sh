source "$REPO/tests/golden/setup.bash"
use_profile us-small
run=$(sed -n 's/^    run_id: //p' profiles/us-small/profile.yaml)
# A body that carries the recorded run id: it is sent with the sandbox's.
sed -i "s/^    json: { unitizer_is_english.*/    json: { unitizer_is_english: false, unitizer_distance_radio: \"0\", runid: $run }/" profiles/us-small/profile.yaml
grep -q "runid: $run" profiles/us-small/profile.yaml
$PROFILE play us-small --embedded --no-compare --keep --quiet
# The server got the sandbox's id in the body, and the recorded one nowhere.
grep '"stage":"request"' playback/runs/*/_logs/profile.events.jsonl | grep 'set_unit_preferences' |
  grep -o 'runid\\":\\"profile;;tmp;;'
if grep -l "$run" profiles/results/us-small/*/server_requests.jsonl playback/runs/*/_logs/profile.events.jsonl; then exit 99; fi
