# A file of --report-json holds what a folder of results does: the shard, and what was not played.
source "$REPO/tests/golden/setup.bash"
use_copy us-a "us"
use_copy us-b "us"
for shard in 1 2 3; do
  $PROFILE play --all --shard "$shard/3" --embedded --quiet --report-json "shards/$shard.json"
  # Each has a machine of its own: without the times of the others the split is the same.
  rm -r profiles/results
done
echo "--- one shard is empty, none is missing"
$PROFILE report --merge shards -q
$PROFILE report --merge shards --report-har all.har --report-json - 2> /dev/null | jq -c '.verdict, [.reports[].profile]'
test ! -e ./- && ls all.har
echo "--- us-b was not played"
sed -i 's/^metadata:/metadat:/' profiles/us-a/profile.yaml
$PROFILE play --all --max-failures 1 --embedded -q --report-json all.json > /dev/null 2>&1 || echo "play: $?"
jq -c '.verdict, .not_played, [.reports[].profile]' all.json
$PROFILE play us-b --embedded -q
$PROFILE report --merge profiles/results --report-har one.har -q || echo "us-a could not be played before: $?"
jq '.log.entries | length > 20' one.har
jq '.verdict = "incomplete" | .not_played = ["us-c"]' shards/1.json > part.json
$PROFILE report --merge part.json shards/2.json shards/3.json
