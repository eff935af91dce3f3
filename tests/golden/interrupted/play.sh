# Ctrl-C while a job is waited for: the result is written, the sandbox stays, the last lines tell how to go on.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
set -m
$PROFILE play us-small --embedded --embedded-fault endless-job=build-soils -v > play.out &
play=$!
trap 'kill -9 $play 2>/dev/null || true' EXIT
for _ in $(seq 200); do grep -q 'job .* started' <(sed -n '/^> build-soils/,$p' play.out) && break; sleep 0.05; done
kill -INT $play
code=0; wait $play || code=$?
sed -n '/^profile   /,$p' play.out
ls profiles/results/us-small/*/
exit $code
