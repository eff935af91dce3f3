source "$REPO/tests/golden/setup.bash"
use_profile us-small
mkdir profiles/_drafts
mv profiles/us-small profiles/_drafts/us-small
sed -i 's/latitude: 46.6948, longitude: -117.0127/latitude: !hole "withheld by the server", longitude: !suggested { value: -117.0127, from: "watershed.nodb: outlet", hole: withheld }/' profiles/_drafts/us-small/profile.yaml
cp profiles/_drafts/us-small/profile.yaml before.yaml
$PROFILE review us-small
$PROFILE review us-small set-outlet
# Several edits at once; comments and other lines stay.
$PROFILE review us-small --accept-suggestions --fill set-outlet.json.latitude=46.6948 --optional report-channel \
  --rename report-outlet=outlet-report --tag reviewed --who Ann --reason "from the notebook"
diff before.yaml profiles/_drafts/us-small/profile.yaml || true
tail -n 5 profiles/_drafts/us-small/ledger.jsonl | sed -E 's/"at":"[^"]*"/"at":"TIME"/'
# Handed over and back.
$PROFILE review us-small --export us-small.zip | sed -E 's/[0-9.]+ kB/N kB/'
$PROFILE review --import us-small.zip --name copy
(diff -r profiles/_drafts/us-small profiles/_drafts/copy || true) | grep -o '"decision":"import","subject":"us-small.zip"'
$PROFILE review copy --drop report-channel --json | grep -E '"(decision|subject|state|next)"'
