# A recording in which the user canceled a job: its step leaves the job alone, and the canceling step waits for its end.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
cd profiles/us-small && sed -n '1,/id: report-soils/p' profile.yaml | sed '$d' > new && mv new profile.yaml && cd ../..
cat >> profiles/us-small/profile.yaml <<'YAML'
  - { id: look, action: http_get, path: "/weppcloud/runs/{{run_id}}/{{config}}/report/landuse/" }
  - { id: cancel, action: http_post, path: "/rq-engine/api/canceljob/{{steps.build-soils.job}}" }
  - { id: again, action: http_post, path: "/weppcloud/runs/{{run_id}}/{{config}}/tasks/setname/", json: { name: mill } }
YAML
sed -n '/id: build-soils/,$p' profiles/us-small/profile.yaml
$PROFILE play us-small --embedded --embedded-fault endless-job=build-soils --no-compare | sed -n '/^ok .*build-soils/,$p'
