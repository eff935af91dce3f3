source "$REPO/tests/golden/setup.bash"
mkdir -p run/_logs
cp "$REPO/profiles/us-small/events.jsonl" run/_logs/profile.events.jsonl
printf '{"stage":"request","id":"torn' >> run/_logs/profile.events.jsonl
$PROFILE record tail run --no-follow --summary
