source "$REPO/tests/golden/setup.bash"
use_profile us-small
# Every kind of check, body and wait, on a profile of its own.
mkdir -p profiles/checks/seed/land
cp -r profiles/us-small/seed/config profiles/checks/seed/
cp profiles/us-small/seed/*/demo.cli profiles/checks/seed/land/
cat > profiles/checks/profile.yaml <<'PROFILE'
metadata: { slug: checks, config: disturbed9002 }
variables: { name: "Mill 007" }
steps:
  - id: setname
    action: http_post
    path: /weppcloud/runs/{{run_id}}/{{config}}/tasks/setname/
    urlencoded: [{ name: name, value: "{{name}}" }, { name: again, value: 1e5 }]
    expect:
      status: 2xx
      headers: { Content-Type: { contains: json, matches: "^application/" }, X-Nothing: { exists: false } }
      json:
        $.Success: { equals: true, type: boolean }
        $.Content.name: { matches: "^Mill \\d+$" }
        $.gone: { exists: false }
      body: { contains: [Success, Mill], matches: "^\\{.*\\}\\s*$" }
      log_phrases: [{ file: ron.log, contains: name set to, absent: ERROR, since: step }]
      state: [{ file: ron.nodb, path: $.name, equals: "{{name}}" }]
      max_duration: 5m
    save: { name: $.Content.name }

  - id: channels
    action: enqueue_rq
    job: tasks.fetch_dem_and_build_channels
    payload:
      { map_center: [-117.0093, 46.7021], map_zoom: 13, map_bounds: [-117.0412, 46.6811, -116.9774, 46.7231],
        mcl: 60, csa: 5, wbt_fill_or_breach: fill, set_extent_mode: 0, map_bounds_text: "" }
    wait: { type: log_phrase, file: watershed.log, matches: "fetched dem extent=.*\\]$", timeout: 20s }

  - id: dem-is-there
    action: wait
    wait: { type: file, file: dem/dem.tif, min_size: 100, max_age: 1h, steady: 50ms, timeout: 20s }

  - id: job-is-done
    action: wait
    wait:
      type: status_poll
      endpoint: /rq-engine/api/jobstatus/{{steps.channels.job}}
      status_path: $.progress.percent
      success_state: 100
      timeout: 20s

  - id: netful-is-there
    action: wait
    wait: { type: resource, path: "/weppcloud/runs/{{run_id}}/{{config}}/resources/netful.json", timeout: 20s }

  - id: upload
    action: file_upload
    path: /rq-engine/api/runs/{{run_id}}/{{config}}/tasks/upload-cli/
    form:
      - { name: climate_mode, value: 00 }
      - { name: input_upload_cli, file: { seed: land/demo.cli, name: "Fluß 1.cli", type: text/plain } }
      - { name: climate_mode, value: 1e5 }
    expect: { json: { $.job_id: { type: string } } }

  - id: renamed
    action: http_post
    path: /weppcloud/runs/{{run_id}}/{{config}}/tasks/setname/
    json: { name: "{{steps.setname.name}}" }
expect:
  files: [{ path: dem/dem.tif, min_size: 100 }, watershed.nodb]
  absent: [exceptions.log]
  log_phrases: [{ file: ron.log, contains: name set to, matches: "Mill 007.$", absent: Traceback }]
  state:
    - { file: watershed.nodb, path: $.dem.csa, number: { value: 5.1, rel: 0.05 } }
    - { file: run_inputs.json, path: '$["upload-cli"][0].climate_mode', equals: ["00", "1e5"] }
    - { file: run_inputs.json, path: '$["upload-cli"][0].files[0].name', equals: Fluß 1.cli }
PROFILE
$PROFILE play checks --embedded --no-compare
