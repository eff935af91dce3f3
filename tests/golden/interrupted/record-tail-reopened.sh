# A run whose log was compressed is used again: the tail waits for the new log, and the draft has both.
mkdir -p run/_logs profiles
log=run/_logs/profile.events.jsonl
head -n 8 "$REPO/profiles/us-small/events.jsonl" | gzip -n > $log.gz
$PROFILE record tail run --assemble again > tail.out 2> tail.err &
tail=$!
trap 'kill $tail 2>/dev/null || true' EXIT
for _ in $(seq 200); do [ -e profiles/_drafts/.spool/again/spool.json ] && break; sleep 0.05; done
sed -n 9,14p "$REPO/profiles/us-small/events.jsonl" > $log
for _ in $(seq 200); do grep -q '"event"' profiles/_drafts/.spool/again/segments/* && break; sleep 0.05; done
kill -INT $tail
code=0; wait $tail || code=$?
cat tail.out
cat tail.err >&2
$PROFILE assemble run --name whole --quiet 2> /dev/null || true
diff <(grep '^  - id' profiles/_drafts/again/profile.yaml) <(grep '^  - id' profiles/_drafts/whole/profile.yaml) && echo same steps
exit $code
