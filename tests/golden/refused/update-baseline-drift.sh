# A play with drift or faults says so in its last line and its report, and no baseline can be taken from it.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --embedded-drift soil_loss=1.03 --embedded-fault jitter=0.5 | grep -E '^(profile|differences)' || true
grep '"summary"' profiles/results/us-small/*/report.json
$PROFILE update-baseline us-small --all --dry-run 2>&1 | tail -n 2
exec "$PROFILE" update-baseline us-small --all --reason x
