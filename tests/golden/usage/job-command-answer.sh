source "$REPO/tests/golden/setup.bash"
use_profile us-small
# A command gives no answer: who looks at one is told so before anything is done.
cat > profiles/us-small/profile.yaml <<'YAML'
metadata: { slug: us-small, config: disturbed9002, rq_required: false }
steps:
  - id: run-wepp
    action: enqueue_rq
    job: tasks.run_wepp
    save: { id: $.job_id }
    expect: { status: 418, json: { $.nope: { equals: 7 } }, body: { contains: never } }
YAML
$PROFILE play us-small --embedded --no-compare --job-command "touch ran" || code=$?
ls
exit "$code"
