# An overlay with another dataset has a baseline of its own: its plays feed that one and are compared with that one.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
cat >> profiles/us-small/profile.yaml <<'YAML'
variables: { year: 1 }
overlays:
  dry-year: { variables: { year: 2 }, baseline: own }
  wide: { tolerances: { "wepp/output/run/soil_loss.tif": { mean: 5 } } }
YAML
own=$(sha256sum profiles/us-small/baseline/manifest.json)
# Its dataset gives another soil loss.
$PROFILE play us-small --overlay dry-year --embedded --embedded-drift soil_loss=1.5 --quiet || echo "exit $?"
$PROFILE update-baseline us-small --allow-drift --all --reason "the dry year" | grep -vE '^accept|^$'
[ "$own" = "$(sha256sum profiles/us-small/baseline/manifest.json)" ]
grep -h '"overlay"' profiles/us-small/baseline@dry-year/manifest.json
tail -n 1 profiles/us-small/ledger.jsonl | grep -o '"overlay":"[^"]*"'
$PROFILE play us-small --overlay dry-year --embedded --embedded-drift soil_loss=1.5 --keep --quiet
$PROFILE play us-small --embedded --quiet
$PROFILE show us-small | grep '^baseline' | sed 's/;.*//'
$PROFILE play us-small --overlay dry-year --embedded --dry-run | grep '^compared'
# The last result of the profile is another; --overlay takes the last one of its own.
$PROFILE update-baseline us-small --allow-drift --overlay dry-year --dry-run
$PROFILE update-baseline us-small --allow-drift --overlay wide --dry-run 2>&1 || echo "exit $?"
# Beside an overlay that changes more, and after a change of its variables, none can be taken from it.
$PROFILE play us-small --overlay dry-year,wide --embedded --embedded-drift soil_loss=2 --quiet > /dev/null 2>&1 || echo "exit $?"
$PROFILE update-baseline us-small --allow-drift --all --reason "x" 2>&1 | grep ^error || true
$PROFILE play us-small --overlay dry-year --embedded --embedded-drift soil_loss=2 --quiet > /dev/null 2>&1 || echo "exit $?"
sed -i 's/year: 2 }/year: 3 }/' profiles/us-small/profile.yaml
$PROFILE update-baseline us-small --allow-drift --all --reason "x" 2>&1 | grep -A1 ^error || true
sed -i 's/year: 3 }, baseline: own/year: 2 }/' profiles/us-small/profile.yaml
$PROFILE update-baseline us-small --allow-drift --all --reason "x" 2>&1 | grep ^error || true
# A run is compared with the baseline that is asked for.
run=$(ls -dtr playback/runs/* | head -n 1)
sed -i 's/year: 2 } }/year: 2 }, baseline: own }/' profiles/us-small/profile.yaml
$PROFILE compare us-small --run-dir "$run" --overlay dry-year | tail -n 1 || true
exec "$PROFILE" compare us-small --run-dir "$run" --quiet
