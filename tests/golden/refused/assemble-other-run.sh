# The log of another run does not go into a draft, edited or not; what a reviewer took out of the events stays out.
log() {
  mkdir -p "$1/_logs"
  sed "s/$(grep -o -m1 '"runId":"[^"]*"' "$REPO/profiles/us-small/events.jsonl" | head -1 | cut -d'"' -f4)/$1/g" \
    "$REPO/profiles/us-small/events.jsonl" > "$1/_logs/profile.events.jsonl"
}
log ample-otter
log brisk-thimble
$PROFILE --quiet assemble ample-otter --name mill
count() { grep -c . profiles/_drafts/mill/events.jsonl; }
count
$PROFILE review mill --drop setname --reason "names a person" | tail -1
count
$PROFILE --quiet assemble ample-otter --name mill
count
$PROFILE assemble brisk-thimble --name mill
