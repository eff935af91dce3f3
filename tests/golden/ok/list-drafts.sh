# Readiness as it is now, and what WEPPcloud's own recorder left.
mkdir -p run/_logs profiles/_drafts/ample-otter/stream
mkdir uploads && cp "$REPO"/profiles/us-small/seed/2*/* uploads/
cp "$REPO/profiles/us-small/events.jsonl" run/_logs/profile.events.jsonl
cp run/_logs/profile.events.jsonl profiles/_drafts/ample-otter/stream/events.jsonl
for name in broken edited gaps torn; do $PROFILE assemble run --name $name --quiet --uploads uploads > /dev/null 2> /dev/null; done
$PROFILE assemble run --name holes --quiet > /dev/null 2> /dev/null
echo 'steps: []' >> profiles/_drafts/broken/profile.yaml
echo '# mine' >> profiles/_drafts/edited/profile.yaml
sed -i 's/latitude: [0-9.]*/latitude: !suggested { value: 46.1, from: watershed.nodb, hole: withheld }/' profiles/_drafts/gaps/profile.yaml
echo '{' > profiles/_drafts/torn/status.json
$PROFILE list --drafts | sed -E 's/[0-9]+ s old */AGE  /; s/[0-9]+\.[0-9] kB */SIZE  /; s/expires [0-9-]+/expires DATE/'
$PROFILE list --drafts --format json | grep -o '"state": *"[a-z]*"'
