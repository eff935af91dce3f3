source "$REPO/tests/golden/setup.bash"
use_profile us-small
# A step fails, one that needs its value is skipped, the others run, and the exit code is that of the failure.
sed -i '/^  - id: setname/,/^  - id: fetch/ s|^    expect: .*|    expect: { status: 2xx, json: { $.gone: { exists: true } } }\
    save: { key: $.Success }\
\
  - id: needs-name\
    action: http_get\
    path: /weppcloud/runs/{{run_id}}/{{config}}/\
    query: { key: "{{steps.setname.key}}" }|' profiles/us-small/profile.yaml
$PROFILE play us-small --embedded --keep-going
