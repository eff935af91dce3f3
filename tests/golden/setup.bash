# Sourced by the cases: a data root with a shipped profile, and a way to change it.
use_profile() {
  cp -r "$REPO/profiles/$1" profiles/
  chmod -R u+w profiles
}
# Plays us-small with something that goes wrong, and prints the end from the first sign of it on. A play that did
# not pass must have left its bundle.
play_faulty() {
  local code=0
  use_profile us-small
  $PROFILE play us-small "$@" > play.txt || code=$?
  grep -h -e '"renewals"' -e '"retries"' profiles/results/us-small/*/report.json || true
  sed -n '/^\(FAIL\|error\|note\)/,$p' play.txt
  if [ "$code" != 0 ]; then test -s profiles/results/us-small/*/bundle/report.json; fi
  exit "$code"
}
# Starts a WEPPcloud stand-in of another process over HTTPS: $SERVER its base URL, $CA its authority, $PLAIN the base
# URL of the same server without the gateway, $LEADS that of a gateway that leads to https.
start_server() {
  exec 3< <(exec $DENO run -A --no-check --quiet --config "$REPO/deno.json" "$REPO/tests/golden/server.ts" "$PWD" "$@")
  trap "kill $!" EXIT
  read -r SERVER <&3
  read -r PLAIN <&3
  read -r LEADS <&3
  CA="$PWD/ca.pem"
  export ADMIN_EMAIL=qa@example.com ADMIN_PASSWORD=a-password
}
# A profile as WEPPcloud itself promotes it; its log lacks the body of one form.
weppcloud_profile() {
  local run='"runId":"ample-otter","config":"dev_unit_1","category":"http_request"' id=0 rest meta
  mkdir -p "profiles/$1/capture/seed/config"
  while read -r rest meta; do
    id=$((id + 1))
    local same="\"id\":\"e-$id\",\"method\":\"POST\",\"endpoint\":\"/weppcloud/runs/ample-otter/dev_unit_1/$rest\",$run"
    echo "{\"stage\":\"request\",\"timestamp\":\"2026-01-02T03:04:0$id.000Z\",$same,\"requestMeta\":$meta}"
    echo "{\"stage\":\"response\",\"timestamp\":\"2026-01-02T03:04:0$id.500Z\",$same,\"status\":200,\"ok\":true}"
  done > "profiles/$1/capture/events.jsonl" <<'LOG'
tasks/setname/ {"hasBody":true,"bodyType":"json","jsonPayload":"{\"name\":\"mill\"}"}
tasks/set_landuse_db/ {"hasBody":true,"bodyType":"object"}
LOG
  echo -n /wc1/runs/am/ample-otter > "profiles/$1/capture/run_dir.txt"
  echo '[general]' > "profiles/$1/capture/seed/config/dev_unit_1.cfg"
  echo -n dev_unit_1 > "profiles/$1/capture/seed/config/active_config.txt"
}
# A copy of us-small under another slug, with the given tags.
use_copy() {
  cp -r "$REPO/profiles/us-small" "profiles/$1"
  chmod -R u+w profiles
  sed -i "s/slug: us-small/slug: $1/; s/tags: .*/tags: [$2]/" "profiles/$1/profile.yaml"
}

# A WEPPcloud in a process of its own, with disk roots of its own: its address in $URL. Further words are passed on.
serve() {
  mkdir -p far/playback
  "$REPO/.tools/deno" run -A --quiet --no-check --config "$REPO/deno.json" "$REPO/tests/serve_embedded.ts" \
    --playback-run-root far/playback --runs-root far/runs --log far/requests.jsonl "$@" > far/url &
  server=$!
  trap 'kill $server; wait $server 2> /dev/null || true' EXIT
  until [ -s far/url ]; do sleep 0.05; done
  URL=$(cat far/url)
  export ADMIN_EMAIL=demo@profile.invalid ADMIN_PASSWORD=embedded-demo
}
# A table of cases for one comparator: a file before/<case> and after/<case> for each, its parameters as a line of YAML
# in params/<case> where it has some. Compares them as one profile, each case by a comparison of its own.
compare_cases() {
  local method=$1 case first=1
  mkdir -p profiles/cases/baseline before after params
  cp -r before/. profiles/cases/baseline/
  {
    echo 'version: 1'
    echo 'metadata: { slug: cases, title: Cases }'
    echo 'steps: [{ id: look, action: http_get, path: "/weppcloud/runs/{{run_id}}/{{config}}/" }]'
    echo 'comparisons:'
    for case in $( (cd before && find . -type f; cd ../after && find . -type f) | sed 's#^\./##' | LC_ALL=C sort -u); do
      echo "  - { target: $case, method: $method, params: $(cat "params/$case" 2>/dev/null || echo '{}') }"
    done
  } > profiles/cases/profile.yaml
  {
    echo '{"version":1,"target":"embedded","files":['
    for case in $(cd before && find . -type f | sed 's#^\./##' | LC_ALL=C sort); do
      [ "$first" ] || echo ,
      first=
      echo "{\"path\":\"$case\",\"size\":$(stat -c %s "before/$case"),\"kept\":\"file\"," \
        "\"sha256\":\"$(sha256sum < "before/$case" | cut -d' ' -f1)\",\"comparison\":{\"target\":\"$case\",\"method\":\"$method\"}," \
        "\"accepted\":{\"by\":\"tester\",\"at\":\"2026-01-01T00:00:00Z\",\"reason\":\"first\"}}"
    done
    echo ']}'
  } > profiles/cases/baseline/manifest.json
  $PROFILE compare cases --run-dir after
}
# Cases for compare_cases: `pair <case> <before> <after> [parameters]`, texts as of printf; `put` writes one side.
put() {
  mkdir -p before after params
  printf -- "$3" > "$1/$2"
}
pair() {
  put before "$1" "$2"
  put after "$1" "$3"
  if [ $# -gt 3 ]; then echo "$4" > "params/$1"; fi
}
