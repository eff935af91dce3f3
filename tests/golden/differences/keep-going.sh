source "$REPO/tests/golden/setup.bash"
use_profile us-small
# Two steps fail: one that a later step needs a value of, and one whose job is waited for all the same, as no later
# step may meet a busy run. The others run, and the exit code is that of the failures.
sed -i '/^  - id: setname/,/^  - id: fetch/ s|^    expect: .*|    expect: { status: 2xx, json: { $.gone: { exists: true } } }\
    save: { key: $.Success }\
\
  - id: needs-name\
    action: http_get\
    path: /weppcloud/runs/{{run_id}}/{{config}}/\
    query: { key: "{{steps.setname.key}}" }|
/^  - id: set-outlet/,/^  - id: report/ s|^    expect: .*|    expect: { status: 2xx, json: { $.gone: { exists: true } }, files: [no.txt] }|' profiles/us-small/profile.yaml
$PROFILE play us-small --embedded --keep-going
