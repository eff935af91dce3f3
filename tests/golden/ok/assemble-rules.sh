# What is sent more than once, asked until it is there, read only to refresh, or refused: one step each, and the rest
# named. Rules can be kept and added to, from the command line and the configuration.
mkdir -p run/_logs profiles
n=0
# at(ms after the start) took(ms) method address status body user
log() {
  n=$((n + 1))
  stamp() { printf '2026-01-02T03:04:%02d.%03dZ' $(($1 / 1000)) $(($1 % 1000)); }
  local common="\"sessionId\":\"page-$7\",\"runId\":\"ample-otter\",\"config\":\"cfg\",\"id\":\"e$n\",\"method\":\"$3\",\"endpoint\":\"/weppcloud/runs/ample-otter/cfg/$4\",\"category\":\"http_request\",\"user\":{\"id\":$7}"
  local meta='{"hasBody":false}' end="\"stage\":\"response\",\"status\":$5,\"ok\":true"
  [ "$6" = - ] || meta="{\"hasBody\":true,\"bodyType\":\"json\",\"jsonPayload\":\"{\\\"a\\\":$6}\",\"bodyPreview\":\"{\\\"a\\\":$6}\"}"
  [ "$5" -lt 400 ] || end="\"stage\":\"error\",\"error\":{\"name\":\"HttpError\",\"message\":\"HTTP $5\",\"status\":$5,\"detail\":\"said by ann@example.org\"}"
  {
    echo "{\"stage\":\"request\",\"timestamp\":\"$(stamp $1)\",$common,\"requestMeta\":$meta}"
    echo "{\"timestamp\":\"$(stamp $(($1 + $2)))\",$common,$end}"
  } >>run/_logs/profile.events.jsonl
}
log 0 50 GET report/soils/ 200 - 12
log 1000 50 POST rq/api/build_soils 500 1 12
log 2000 50 POST rq/api/build_soils 200 1 12
log 3000 50 GET resources/soils.json 404 - 12
log 4000 50 GET resources/soils.json 404 - 12
log 5000 50 GET resources/soils.json 200 - 12
log 6000 900 POST tasks/setname/ 200 2 12
log 6300 900 POST tasks/setname/ 200 2 12
log 8000 50 POST elevationquery/ 200 3 12
log 9000 50 POST tasks/set_unit_preferences/ 200 4 47
log 9500 50 POST tasks/set_unit_preferences/ 400 5 47
$PROFILE assemble run
sed -n '/^prerequisites/,$p' profiles/_drafts/ample-otter/profile.yaml
grep -o '"decision":"\(repeat\|optional\|wait\|users\)","subject":"[^"]*"' profiles/_drafts/ample-otter/ledger.jsonl
cat > profiles/profile.config.yaml <<'EOF'
assemble:
  keep: [elevation-queries]
  fold: ['GET report/**']
EOF
$PROFILE assemble run --name other --errors keep --keep double-clicks --keep retries | grep 'steps\|folded\|retry\|double'
grep -A9 'id: build-soils$\|id: elevationquery$' profiles/_drafts/other/profile.yaml | grep 'id:\|expect'
