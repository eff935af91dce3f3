source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --embedded-drift soil_loss=1.03 --quiet 2>/dev/null || echo "exit $?"
plain() { tr -d '\r' | sed 's/\x1b\[[0-9;]*m//g'; }
# A person at a terminal: accept one, reject one, skip one, look at all differences of the next and accept all that
# remain, forget the reason, give it.
printf 'a\nr\ns\nd\nA\n\nthe loss model changed on purpose\n' |
  script -qec "stty cols 100; $PROFILE update-baseline us-small --allow-drift" /dev/null | plain | sed -n '/^4\/15/,$p' |
  grep -aE '^(4/15|  .* at row (2|20) |  \+|  changed|accept|leave|reject|Wrote|updated)'
grep -o '"decision":"[a-z]*","subject":"[^"]*","reason":"[^"]*"' profiles/us-small/ledger.jsonl | tail -n 14 | sed -n '1p;$p'
# What was skipped waits, what was rejected waits no more and still differs.
$PROFILE update-baseline us-small --allow-drift --dry-run | grep waits
$PROFILE play us-small --embedded --embedded-drift soil_loss=1.03 --quiet 2>&1 | grep differs || true
# Without a terminal, and with nothing accepted.
$PROFILE update-baseline us-small --allow-drift --reject 'wepp/output/H10*' --reason 'a fault of the model' | tail -n 3
$PROFILE update-baseline us-small --allow-drift --dry-run | grep waits
