# One capture at a time, on a run; nothing is written by what is refused.
mkdir -p run/_logs
$PROFILE record start run --quiet
before=$(sha256sum run/_logs/profile.captures.json)
$PROFILE record start . --quiet || echo "exit $?"
[ ! -e _logs ]
$PROFILE record start nowhere --quiet || echo "exit $?"
$PROFILE record stop run --capture other --quiet 2>/dev/null || echo "exit $?"
$PROFILE record start run 2>err && exit 1 || code=$?
sed -E 's/[0-9]{8}T[0-9]{6}-[0-9a-f]{6}/ID/; s/\([0-9]+ s\)/(N s)/' err >&2
[ "$before" = "$(sha256sum run/_logs/profile.captures.json)" ]
exit $code
