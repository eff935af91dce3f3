source "$REPO/tests/golden/setup.bash"
use_profile us-small
# A kept file that the run no longer makes.
sed -i 's#"path": "run_inputs.json"#"path": "run_inputs_old.json"#' profiles/us-small/baseline/manifest.json
sed -i 's#target: run_inputs.json#target: run_inputs_old.json#' profiles/us-small/profile.yaml
$PROFILE play us-small --embedded | sed -n '/^failed/,$p'
exit "${PIPESTATUS[0]}"
