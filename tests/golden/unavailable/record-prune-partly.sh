# What cannot be done is said, the rest goes on. A folder is in the way of the temporary file.
log=_logs/profile.events.jsonl
for run in a b; do
  mkdir -p "runs/$run/_logs"
  cp "$REPO/profiles/us-small/events.jsonl" "runs/$run/$log"
  touch -d '45 days ago' "runs/$run/$log"
done
mkdir -p "runs/a/$log.prune-tmp/x"
ln -s ../elsewhere runs/link
$PROFILE record prune runs --sandbox-age soon 2>/dev/null || echo "exit $?"
$PROFILE record prune runs --json | sed -E 's/"bytes": [0-9]+/"bytes": N/; s/freed": [0-9]+/freed": N/; s/"detail": ".* kB to .*"/"detail": "SIZES"/' && exit 0 || code=$?
ls runs/*/_logs
exit $code
