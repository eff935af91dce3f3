# The summary for a pull request: what waits by risk, in Markdown, and nothing is written.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --embedded-drift soil_loss=1.03 --quiet > /dev/null 2>&1 || echo "exit $?"
before=$(cat profiles/us-small/baseline/manifest.json profiles/us-small/ledger.jsonl | sha256sum)
# It may stand in a workflow: CI=true refuses to write only.
CI=true $PROFILE update-baseline us-small --allow-drift --dry-run --format markdown > comment.md
sed -E '/H([2-9]|10)\.ebe/d' comment.md
$PROFILE update-baseline us-small --allow-drift --dry-run --format markdown --accept '**/*.json' 2> /dev/null | grep '^| accept'
[ "$before" = "$(cat profiles/us-small/baseline/manifest.json profiles/us-small/ledger.jsonl | sha256sum)" ]
$PROFILE update-baseline us-small --allow-drift --all --reason "the loss model changed" --quiet
$PROFILE update-baseline us-small --allow-drift --dry-run --format markdown 2> /dev/null
