# What waits is shown and nothing is written: with --dry-run, or when the person leaves.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --embedded-drift soil_loss=1.03 --quiet > /dev/null 2>&1 || echo "exit $?"
before=$(cat profiles/us-small/profile.yaml profiles/us-small/ledger.jsonl | sha256sum)
$PROFILE update-baseline us-small --allow-drift --dry-run | head -3
$PROFILE update-baseline us-small --allow-drift --dry-run | tail -2
$PROFILE update-baseline us-small --allow-drift --dry-run --accept 'wepp/output/H10*' | grep -c '^leave'
printf 'a\nx\nq\n' | script -qec "$PROFILE update-baseline us-small --allow-drift" /dev/null | tr -d '\r' | grep -aE 'outputs wait|^a accept|written'
[ "$before" = "$(cat profiles/us-small/profile.yaml profiles/us-small/ledger.jsonl | sha256sum)" ]
