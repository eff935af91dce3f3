# kill -9 while a job is waited for (137), then --resume (0): the embedded server died too, its job is done again.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
set -m
$PROFILE play us-small --embedded --embedded-fault endless-job=build-soils -v > play.out &
play=$!
for _ in $(seq 200); do grep -q 'job .* started' <(sed -n '/^> build-soils/,$p' play.out) && break; sleep 0.05; done
code=0; { kill -9 $play; wait $play; } 2> /dev/null || code=$?
echo "killed: $code"
$PROFILE play --resume us-small
echo "one sandbox was made, and removed: $(ls playback/runs | wc -l) left"
