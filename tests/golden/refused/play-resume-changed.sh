# A profile that was changed since is not resumed; a part that begins with the changed step is played.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
$PROFILE play us-small --embedded --embedded-fault failing-job=build-soils | tail -2 || true
sed -i 's/initial_sat: "0.75"/initial_sat: "0.70"/' profiles/us-small/profile.yaml
$PROFILE play us-small --embedded --no-compare --from-step build-soils | tail -1
sed -i 's/landuse_db: nlcd\/2021 }/landuse_db: nlcd\/2019 }/' profiles/us-small/profile.yaml
$PROFILE play us-small --embedded --from-step build-soils
