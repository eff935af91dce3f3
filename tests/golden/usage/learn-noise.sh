# What cannot be repeated or learned from is refused before anything is played.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
for words in "--repeat 0" "--repeat 2 --learn-noise" "--learn-noise --no-compare" "--noise-margin 2" \
  "--learn-noise --noise-margin 0.5" "--repeat 3 --from-step run-wepp" "--repeat 3 --resume"; do
  $PROFILE play us-small --embedded $words || echo "exit $?: $words"
done
$PROFILE update-baseline us-small --noise --all --reason x || echo "exit $?: no proposal"
CI=true $PROFILE update-baseline us-small --noise --all --reason x || echo "exit $?: CI"
for words in "--all --accept x" "--overlay dry" --retarget --prune "--dry-run --format markdown"; do
  $PROFILE update-baseline us-small --noise $words --reason x || echo "exit $?: $words"
done
mkdir -p profiles/results/us-small/20260101T000000.000Z/noise
echo '{"version":1,"profile":' > profiles/results/us-small/20260101T000000.000Z/noise/proposal.json
$PROFILE update-baseline us-small --noise --all --reason x
