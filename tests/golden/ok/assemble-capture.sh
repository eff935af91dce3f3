# A capture by its slug: the slug names the draft, the notes go into it, an answer behind the end mark belongs to its
# request.
mkdir -p run/_logs
cp "$REPO/profiles/us-small/events.jsonl" run/_logs/profile.events.jsonl
first() { grep "$1" run/_logs/profile.events.jsonl | grep -m1 '"request"' | grep -o '"timestamp":"[^"]*"' | cut -d'"' -f4; }
from=$(first set_unit_preferences)
to=$(first setname)
cat > run/_logs/profile.captures.json <<EOF
{
  "version": 1,
  "captures": [
    { "id": "one", "slug": "units", "notes": "Units and name only", "started_at": "$from", "ended_at": "$to" },
    { "id": "two", "started_at": "2030-01-01T00:00:00Z" }
  ]
}
EOF
$PROFILE record status run | sed -E 's/for [0-9-]+ [^,]*,/for AGE,/'
$PROFILE assemble run --capture units
grep -A1 '^notes:' profiles/_drafts/units/profile.yaml
grep -c . profiles/_drafts/units/events.jsonl
# The only capture that has ended is what is meant; everything has to be asked for, and several are named.
$PROFILE assemble run | head -2
$PROFILE assemble run --capture all --name whole | head -2
sed -i 's/"2030-01-01T00:00:00Z"/"2030-01-01T00:00:00Z", "ended_at": "2030-01-01T00:00:01Z"/' run/_logs/profile.captures.json
$PROFILE assemble run --name whole | head -2
