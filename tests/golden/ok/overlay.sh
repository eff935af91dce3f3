source "$REPO/tests/golden/setup.bash"
use_copy us-a "us"
use_copy us-b "us"
cat >> profiles/us-a/profile.yaml <<'YAML'
variables: { lat: 46.1 }
overlays:
  wide: { variables: { lat: 46.2 }, tolerances: { "wepp/output/run/*.tif": { mean: { rel: 0.5 } } } }
YAML
cat > profiles/profile.config.yaml <<'YAML'
overlays:
  wide: { variables: { lat: 1, foreign: 2 }, tolerances: { "wepp/output/run/soil_loss.tif": { max: 5 } } }
  here: { base_url: embedded }
YAML
$PROFILE play us-a us-b --overlay wide --overlay here --verbose | grep -E '^(variables|tolerances|base_url|profile us|passed)'
grep -A30 '"overlay_changes"' profiles/results/us-a/*/report.json | grep -E '"(field|overlay)"'
PROFILE_OVERLAY=wide,here $PROFILE play us-b --quiet
$PROFILE play us-b --overlay here --keep --quiet
$PROFILE compare us-b --overlay wide --verbose --json | grep -A6 '"overlay'
# Changed tolerances cannot feed a baseline; another server alone can.
$PROFILE update-baseline us-b --all --reason "x"
