source "$REPO/tests/golden/setup.bash"
use_profile us-small
cat > profiles/us-small/profile.yaml <<'YAML'
metadata: { slug: us-small, config: disturbed9002, rq_required: false }
steps:
  - { id: run-wepp, action: enqueue_rq, job: tasks.run_wepp }
YAML
play() {
  local code=0
  $PROFILE play us-small --embedded --no-compare "$@" | sed -n '1,/^compared/p' || code=${PIPESTATUS[0]}
  echo "exit $code"
}
play --job-command "bash -c 'echo Traceback; echo boom >&2; exit 7' {{job}}"
play --job-command "sleep 60" --job-timeout 300ms
play --job-command "/nowhere/python {{job}}"
play --job-command "python {{jobs}}"
play
play --job-command "false" > last || true
sed -n 's/^exit //p' last
exit "$(sed -n 's/^exit //p' last)"
