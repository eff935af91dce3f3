# Reads that go out at once: one that needs a value of a failed step is left out, as it is one after the other.
source "$REPO/tests/golden/setup.bash"
mkdir -p profiles/burst/seed
cat > profiles/burst/profile.yaml <<'YAML'
version: 1
metadata: { slug: burst, config: disturbed9002, api: rq-engine }
steps:
  - id: first
    action: http_post
    path: /weppcloud/runs/{{run_id}}/{{config}}/tasks/setname/
    urlencoded: { name: x }
    save: { key: $.nowhere }
    recorded: { at: 0ms, took: 10ms }
  - id: a
    action: http_get
    path: /weppcloud/runs/{{run_id}}/{{config}}/
    recorded: { at: 100ms, took: 50ms }
  - id: b
    action: http_get
    path: /weppcloud/runs/{{run_id}}/{{config}}/resources/{{steps.first.key}}
    recorded: { at: 105ms, took: 50ms }
  - id: c
    action: http_get
    path: /weppcloud/runs/{{run_id}}/{{config}}/
    recorded: { at: 200ms, took: 50ms }
YAML
$PROFILE play burst --embedded --no-compare --keep-going --concurrency 4
