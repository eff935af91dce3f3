cat > sample.yaml <<'YAML'
metadata:
  slug: us-small-watershed
  rq_required: true
  data_repo: ../wepppy-test-engine-data
  seed_dir: profiles/us-small-watershed/seed
  baseline_dir: profiles/us-small-watershed/baseline

steps:
  - id: run-wepp
    action: enqueue_rq
    job: tasks.run_wepp
    payload:
      runid: "{{run_id}}"
    wait:
      type: status_poll
      endpoint: rq/status
      success_state: finished

comparisons:
  - target: wepp/output/run/summary.json
    method: json_exact
  - target: wepp/output/run/soil_loss.tif
    method: raster_stats
    params:
      tolerance:
        mean: 0.05
        max: 0.10
YAML
$PROFILE validate sample.yaml
