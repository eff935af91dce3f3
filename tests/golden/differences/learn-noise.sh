# Rows in another order and times of the run: learned, reviewed, applied; then plays pass, and a drift is found.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
noise="--embedded-fault shuffled-rows --embedded-fault timestamps"
$PROFILE play us-small --embedded --repeat 3 --learn-noise $noise || echo "exit $?"
find playback/runs -mindepth 1 -maxdepth 1 | sed 's/.*/a sandbox was left/'
$PROFILE update-baseline us-small --noise --accept 'watershed/**' --dry-run | tail -1
$PROFILE update-baseline us-small --noise --all --reject 'w*/**' 'soils/*' --reason x --dry-run | grep -A9 varied
$PROFILE update-baseline us-small --noise --all --reason "rows have no order" | tail -2
grep -o '"decision":"noise","subject":"[^"]*"' profiles/us-small/ledger.jsonl
$PROFILE play us-small --embedded $noise | tail -1
$PROFILE play us-small --embedded --repeat 3 --learn-noise --embedded-fault failing-job | sed -n '/^us-small/p;$p' || true
$PROFILE play us-small --embedded --repeat 3 --learn-noise | tail -1 || true
$PROFILE update-baseline us-small --noise --all --reason "older rules" || echo "exit $?"
sed -i 's/mcl: 60/mcl: 61/' profiles/us-small/profile.yaml
rm -r profiles/results/us-small/"$(ls profiles/results/us-small | tail -1)"
$PROFILE update-baseline us-small --noise --all --reason "other steps" || echo "exit $?"
sed -i 's/mcl: 61/mcl: 60/' profiles/us-small/profile.yaml
$PROFILE play us-small --embedded $noise --embedded-drift conductivity=1.001 | tail -1
exit "${PIPESTATUS[0]}"
