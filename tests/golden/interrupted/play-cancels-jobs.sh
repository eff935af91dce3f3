# Ctrl-C while a job is at work: the play's own job is canceled, and the report says so.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --embedded-fault endless-job=build-soils --verbose > out &
play=$!
for _ in $(seq 400); do grep -q 'job .* started' <(sed -n '/> build-soils/,$p' out) && break; sleep 0.05; done
kill -INT $play
code=0; wait $play || code=$?
sed -n '/^note/,$p' out
grep -o '"POST","path":"/rq-engine/api/canceljob[^"]*","query":"","status":[0-9]*' profiles/results/us-small/*/server_requests.jsonl |
  sed -E 's/[0-9a-f-]{36}/JOB/'
exit $code
