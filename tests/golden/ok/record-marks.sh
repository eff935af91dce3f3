# Start, notes with a secret, status, stop; the list lies beside the log, readable.
mkdir -p run/_logs
cp "$REPO/profiles/us-small/events.jsonl" run/_logs/profile.events.jsonl
$PROFILE record status run
$PROFILE record start run --slug mill --notes 'Outlet fails for jane.doe@example.com' | sed -E 's/[0-9]{8}T[0-9]{6}-[0-9a-f]{6}/ID/'
$PROFILE record status run | sed -E 's/[0-9]{8}T[0-9]{6}-[0-9a-f]{6}/ID/; s/for [0-9]+ s,/for N s,/'
$PROFILE record stop run --notes 'second try worked' | sed -E 's/[0-9]{8}T[0-9]{6}-[0-9a-f]{6}/ID/; s/after [0-9]+ s/after N s/'
$PROFILE record status run --json | sed -E 's/[0-9]{8}T[0-9]{6}-[0-9a-f]{6}/ID/; s/by-[0-9a-f]{8}/by-HASH/; s/"age_ms": [0-9]+/"age_ms": N/'
ls run/_logs
