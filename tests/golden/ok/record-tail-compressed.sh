# A compressed log is read like the plain one; where it is damaged, what was good comes first.
mkdir -p run/_logs
log=run/_logs/profile.events.jsonl
cp "$REPO/profiles/us-small/events.jsonl" $log
$PROFILE record tail run --no-follow --summary --json > plain
gzip -n $log
$PROFILE record tail run --no-follow --summary --json | cmp - plain && echo same
$PROFILE record tail $log --no-follow --quiet
$PROFILE record tail $log.gz || echo "exit $?"
head -c 4000 $log.gz > cut && mv cut $log.gz
$PROFILE record tail run --no-follow --summary | tail -4
$PROFILE assemble run --name cut --quiet
