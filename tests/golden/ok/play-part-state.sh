# What the profile expects of the run may name a value of a step that an earlier play did.
source "$REPO/tests/golden/setup.bash"
mkdir -p profiles/named/seed
cat > profiles/named/profile.yaml <<'YAML'
version: 1
metadata: { slug: named, config: disturbed9002, api: rq-engine }
steps:
  - id: setname
    action: http_post
    path: /weppcloud/runs/{{run_id}}/{{config}}/tasks/setname/
    urlencoded: { name: mill }
    save: { name: $.result.name }
  - id: setscenario
    action: http_post
    path: /weppcloud/runs/{{run_id}}/{{config}}/tasks/setscenario/
    urlencoded: { scenario: "{{steps.setname.name}}" }
expect:
  state: [{ file: ron.nodb, path: $.scenario, equals: "{{steps.setname.name}}" }]
YAML
$PROFILE play named --embedded --no-compare --keep --quiet
$PROFILE play named --embedded --no-compare --from-step setscenario
