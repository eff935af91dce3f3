# Of two that were to be gone on with, one was changed since: that one is refused, the other is played.
source "$REPO/tests/golden/setup.bash"
use_copy us-a "us"
use_copy us-b "us"
set -m
$PROFILE play us-a --embedded --embedded-fault endless-job=build-soils -v > play.out &
play=$!
for _ in $(seq 400); do grep -q 'job .* started' <(sed -n '/^> build-soils/,$p' play.out) && break; sleep 0.05; done
# Else bash may tell of the kill before it waits.
{ kill -9 $play; wait $play; } 2> /dev/null || true
sed -i 's/landuse_db: nlcd\/2021 }/landuse_db: nlcd\/2019 }/' profiles/us-a/profile.yaml
$PROFILE play --all --resume --embedded --no-compare | grep -v '^ok '
