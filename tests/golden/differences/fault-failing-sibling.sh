source "$REPO/tests/golden/setup.bash"
use_profile us-small
# The old API calls a tree failed while siblings still run; the tree tells.
sed -i "s#/rq-engine/api/runs/{{run_id}}/{{config}}/run-wepp#/weppcloud/runs/{{run_id}}/{{config}}/rq/api/run_wepp#" profiles/us-small/profile.yaml
$PROFILE play us-small --embedded --embedded-fault failing-sibling | sed -n "/FAIL/,\$p"
exit "${PIPESTATUS[0]}"
