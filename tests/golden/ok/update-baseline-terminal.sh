source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --embedded-drift soil_loss=1.03 --quiet 2>/dev/null || echo "exit $?"
# A person at a terminal: accept one, reject one, accept all that remain, forget the reason, give it.
printf 'a\nr\nA\n\nthe loss model changed on purpose\n' |
  script -qec "$PROFILE update-baseline us-small" /dev/null | tr -d '\r' |
  grep -aE '^(accept|leave) |^updated'
tail -n 1 profiles/us-small/ledger.jsonl | grep -o '"reason":"[^"]*"'
# What was rejected still differs, and nothing else.
$PROFILE play us-small --embedded --embedded-drift soil_loss=1.03 --quiet 2>&1 | grep differs || true
