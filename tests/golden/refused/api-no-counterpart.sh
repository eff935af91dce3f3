source "$REPO/tests/golden/setup.bash"
use_profile us-small
# A step that the old API has no words for is refused before the first change.
sed -i '/^  - id: report-wepp-results/i\
  - id: export\
    action: http_get\
    path: /rq-engine/api/runs/{{run_id}}/{{config}}/export/geopackage\
\
  - id: contrasts\
    action: enqueue_rq\
    job: run_omni_contrasts\
' profiles/us-small/profile.yaml
$PROFILE play us-small --embedded --embedded-fault api-off=rq-engine
code=$?
grep -h '"method":"POST"' profiles/results/us-small/*/server_requests.jsonl profiles/results/us-small/*/bundle/server_requests.jsonl 2>/dev/null |
  grep -o '"path":"[^"]*"' | sed 's/tmp;;[0-9a-f]*/tmp;;ID/' | sort -u
exit "$code"
