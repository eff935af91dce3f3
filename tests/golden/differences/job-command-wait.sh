source "$REPO/tests/golden/setup.bash"
use_profile us-small
# What a step waits for beside its job, and what must be in the run, is looked at behind the command.
cat > profiles/us-small/profile.yaml <<'YAML'
metadata: { slug: us-small, config: disturbed9002, rq_required: false }
steps:
  - id: made
    action: enqueue_rq
    job: tasks.make
    wait: { type: file, file: made.txt, timeout: 10s }
    expect: { log_phrases: [{ file: made.txt, contains: run, since: step }] }
  - id: never
    action: enqueue_rq
    job: tasks.make
    wait: { type: file, file: never/there.txt, timeout: 300ms }
YAML
$PROFILE play us-small --embedded --no-compare --job-command "sh -c 'echo run >> \"\$0/made.txt\"' {{run_dir}}"
