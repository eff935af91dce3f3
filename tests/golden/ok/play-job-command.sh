# A profile that needs no queue: its job is run directly, without a shell, its output in play.log without secrets.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
cd profiles/us-small && rm -r baseline ledger.jsonl events.jsonl README.md && cd ../..
cat > profiles/us-small/profile.yaml <<'YAML'
metadata: { slug: us-small, config: disturbed9002, rq_required: false }
steps:
  - { id: setname, action: http_post, path: "/weppcloud/runs/{{run_id}}/{{config}}/tasks/setname/", json: { name: mill } }
  - id: report
    action: enqueue_rq
    job: tasks.make_report
    payload: { runid: "{{run_id}}", title: "a b; $(touch owned)" }
    expect: { files: [report.json] }
YAML
cat > jobs.bash <<'BASH'
echo "job $1 of ${2%%;*}"
echo "password=hunter2-hunter2" >&2
cp "$3" "$4/report.json"
BASH
$PROFILE play us-small --embedded --no-compare --keep \
  --job-command "bash '$PWD/jobs.bash' {{job}} {{run_id}} {{payload_file}} {{run_dir}}"
cut -c35- profiles/results/us-small/*/play.log | grep '|'
sed -E 's/[0-9a-f]{32}/ID/' playback/runs/*/report.json; echo
ls
