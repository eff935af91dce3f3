source "$REPO/tests/golden/setup.bash"
use_profile us-small
rm profiles/us-small/seed/*/demo.cli
echo changed > profiles/us-small/seed/*/lu2021.tif
sed -i "s/^steps:/prerequisites: { env: [TILES_KEY, PATH] }\n\nsteps:/" profiles/us-small/profile.yaml
$PROFILE play us-small --embedded
