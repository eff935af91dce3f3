# The same plan is printed, then carried out; an open capture is kept; the log reads as before.
log=_logs/profile.events.jsonl
put() { mkdir -p "$1/_logs"; cp "$REPO/profiles/us-small/events.jsonl" "$1/$log"; touch -d "$2" "$1/$log"; }
put runs/am/ample-otter '45 days ago'
put runs/bu/busy-bee '1 hour ago'
put runs/op/open-one '45 days ago'
$PROFILE record start runs/op/open-one --quiet > /dev/null
sed -i -E 's/"id": "[^"]*"/"id": "one"/' runs/op/open-one/_logs/profile.captures.json
for name in old soon; do $PROFILE assemble runs/am/ample-otter --name $name --quiet 2> /dev/null > /dev/null; done
age() { sed -i -E "s/(\"assembled_at\": \")[^\"]*/\1$(date -u -d "$2" +%FT%TZ)/" "profiles/_drafts/$1/checkpoint"; }
age old '31 days ago'
age soon '25 days ago'
mkdir -p profiles/results/us-small/20260101T000000.000Z profiles/results/us-small/20260102T000000.000Z
for time in 20260101 20260102; do echo '{}' > profiles/results/us-small/${time}T000000.000Z/report.json; done
mkdir -p playback/runs/0123456789abcdef0123456789abcdef
touch -d '40 days ago' playback/runs/0123456789abcdef0123456789abcdef
$PROFILE list --drafts
find . -type f -not -path "./tmp/*" -not -path ./before | sort | xargs sha256sum > before
$PROFILE record prune runs --dry-run
find . -type f -not -path './tmp/*' -not -path ./before | sort | xargs sha256sum | cmp - before && echo unchanged
$PROFILE record prune runs
find runs profiles/_drafts profiles/results playback -mindepth 1 -maxdepth 2 | sort
ls runs/*/*/_logs
$PROFILE record tail runs/am/ample-otter --no-follow --quiet
