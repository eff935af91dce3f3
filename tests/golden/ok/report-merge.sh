source "$REPO/tests/golden/setup.bash"
use_copy us-a "us"
use_copy us-b "us"
use_copy us-c "us"
# Each shard on a machine of its own: a copy of the data root.
for shard in 1 2; do
  mkdir -p "machine-$shard"
  cp -r profiles "machine-$shard/"
  (cd "machine-$shard" && $PROFILE play --all --shard "$shard/2" --jobs 2 --embedded)
done
echo "--- merged"
$PROFILE report --merge machine-1 machine-2/profiles/results --out merged --report-junit junit.xml
grep -o '<testsuite name="[^"]*"' junit.xml
ls merged
