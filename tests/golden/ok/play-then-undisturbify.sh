source "$REPO/tests/golden/setup.bash"
use_profile sbs-reupload
$PROFILE play sbs-reupload --embedded --then fork --undisturbify --target-runid 'profile;;fork;;calm' --keep --trace-code |
  sed -n '/then-/,$p'
grep -o '"has_sbs": *[a-z]*' playback/fork/calm/disturbed/summary.json playback/runs/*/disturbed/summary.json
echo "requests without the profile's name: $(jq '[.log.entries[] | select(all(.request.headers[]; .name != "x-profile-trace" and .name != "X-Profile-Trace"))] | length' profiles/results/sbs-reupload/*/transcript.har)"
