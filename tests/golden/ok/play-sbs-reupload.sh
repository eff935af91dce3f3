source "$REPO/tests/golden/setup.bash"
use_profile sbs-reupload
$PROFILE play sbs-reupload --embedded --quiet
# Both maps reached the server, each at its place.
grep -c 'tasks/upload-sbs/' profiles/results/sbs-reupload/*/server_requests.jsonl
