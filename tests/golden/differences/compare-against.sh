# Two results with each other, a run with a run, and any baseline; of a run that is gone the outputs that differed.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
play() { $PROFILE play us-small --embedded --quiet "$@" > /dev/null 2>&1 || true; ls profiles/results/us-small | sort | tail -n 1; }
first=$(play --embedded-drift soil_loss=1.03)
second=$(play --embedded-drift soil_loss=1.03)
third=$(play --embedded-drift soil_loss=1.03 --embedded-drift runoff=1.2)
verdict() { tail -n 1 || true; }
echo "-- alike: two results that both differ from the baseline"
$PROFILE compare us-small --result "profiles/results/us-small/$second" --against "$first" --verbose | grep -vE '^passed  '
echo "-- with the baseline"
($PROFILE compare us-small --result "profiles/results/us-small/$second" || true) | tail -n 1
echo "-- a run directory with a run directory"
run() { grep -o '"run_id": "[^"]*"' "profiles/results/us-small/$1/report.json" | head -n 1 | sed 's/.*;;//; s/"//'; }
$PROFILE compare us-small --run-dir "playback/runs/$(run "$second")" --against "playback/runs/$(run "$first")" | tail -n 1
echo "-- another baseline"
cp -r profiles/us-small/baseline elsewhere
($PROFILE compare us-small --against elsewhere || true) | tail -n 1
echo "-- as a document"
($PROFILE compare us-small --against "$first" --json || true) | grep -E '^  "(verdict|against|partial)"'
echo "-- the run of the first is gone"
rm -r "playback/runs/$(run "$first")"
$PROFILE compare us-small --result "profiles/results/us-small/$second" --against "$first" | tail -n 2 | sed 's/^passed  .*//'
($PROFILE compare us-small --result "profiles/results/us-small/$first" || true) | grep -E '^(Of a run|failed +wepp/output/run/sum|differences)'
echo "-- there is no such thing"
$PROFILE compare us-small --against nowhere 2>&1 | sed "s#$PWD#.#" || true
for what in profiles/us-small profiles/results/us-small ""; do
  $PROFILE compare us-small --against "$what" 2>&1 | sed "s#$PWD#.#" || true
done
echo "-- one run is compared"
$PROFILE compare us-small --run-dir elsewhere --result "profiles/results/us-small/$second" 2>&1 || echo "exit $?"
$PROFILE compare us-small --result "profiles/results/us-small/$third" --against "$first" |
  grep -E '^(failed .*output/run|differences)'
