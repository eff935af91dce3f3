source "$REPO/tests/golden/setup.bash"
use_copy us-a "us"
use_copy us-b "us"
use_copy us-c "us"
$PROFILE play --all --shard 2/3 --embedded --quiet --report-json reports/two.json
cp -r profiles/results two
echo "--- a shard twice, the others missing"
$PROFILE report --merge two reports
