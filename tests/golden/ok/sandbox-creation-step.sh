source "$REPO/tests/golden/setup.bash"
use_profile us-small
# The step that made the recorded run: left out where the sandbox is there, sent once where it makes the sandbox.
sed -i '/^steps:/a\
  - id: make-run\
    action: http_post\
    path: /rq-engine/create/\
    urlencoded: { config: disturbed9002 }\
    expect: { status: 200 }' profiles/us-small/profile.yaml
$PROFILE play us-small --embedded | sed -n '1,3p;/^profile   /,$p'
$PROFILE play us-small --embedded --sandbox create | sed -n '1,3p;/^profile   /,$p'
$PROFILE play us-small --embedded --sandbox create --dry-run | grep -e make-run -e '^sandbox'
grep -h -c '/rq-engine/create/' profiles/results/us-small/*/server_requests.jsonl || true
ls playback/runs
