source "$REPO/tests/golden/setup.bash"
use_profile us-small
# The phrase is in the log, but was written before the step that waits for it began.
cat > step.txt <<'STEP'

  - id: again
    action: wait
    wait: { type: log_phrase, file: wepp.log, contains: WEPP watershed run complete, timeout: 200ms }
STEP
sed -i '/^  - id: report-wepp-results/{
e cat step.txt; echo
}' profiles/us-small/profile.yaml
$PROFILE play us-small --embedded | sed -n '/FAIL/,$p'
exit "${PIPESTATUS[0]}"
