source "$REPO/tests/golden/setup.bash"
use_profile us-small
# A refusal that is expected: what is saved, and what must be in the run, is looked at all the same.
cat > profiles/us-small/profile.yaml <<'YAML'
metadata: { slug: us-small, config: disturbed9002 }
steps:
  - id: too-early
    action: http_post
    path: /rq-engine/api/runs/{{run_id}}/{{config}}/run-wepp
    json: {}
    save: { code: $.error.code, gone: $.gone }
    expect:
      status: 409
      files: [wepp/output/never.txt]
      absent: [active_config.txt]
      log_phrases: [{ file: nowhere.log, contains: never said }]
      state: [{ file: nowhere.nodb, path: $.a, equals: 1 }]
YAML
$PROFILE play us-small --embedded --no-compare | sed -n '/FAIL/,$p'
exit "${PIPESTATUS[0]}"
