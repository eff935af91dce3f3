source "$REPO/tests/golden/setup.bash"
use_profile us-small
unset ADMIN_EMAIL ADMIN_PASSWORD
# A killed play leaves a sandbox; a failed one is kept on purpose; a folder of somebody else is nobody's business.
doctor_here() { $PROFILE doctor --offline "$@" | sed -n '/sandboxes/,/^Server/p; $p' | grep -v '^Server'; }
doctor_here
mkdir -p playback/runs/ffffffffffffffffffffffffffffffff
echo theirs > playback/runs/ffffffffffffffffffffffffffffffff/file.txt
$PROFILE play us-small --embedded --no-compare --keep --quiet > /dev/null
$PROFILE play us-small --embedded --embedded-fault endless-job=build-soils > /dev/null &
play=$!
until [ "$(ls profiles/results/.sandboxes 2> /dev/null | wc -l)" = 2 ] && [ "$(ls playback/runs | wc -l)" = 3 ]; do sleep 0.05; done
doctor_here | grep -o 'is in use: process'
{ kill -9 "$play"; wait "$play"; } 2> /dev/null || true
doctor_here
doctor_here --fix
ls playback/runs | wc -l
cat playback/runs/ffffffffffffffffffffffffffffffff/file.txt
$PROFILE doctor --offline --json | jq -c '[.verdict, (.findings | map(select(.check == "sandboxes").state))]'
