source "$REPO/tests/golden/setup.bash"
use_profile us-small
sed -i "s/^steps:/prerequisites: { roles: [PowerUser, Root], mods: [disturbed, treecanopy] }\n\nsteps:/" profiles/us-small/profile.yaml
$PROFILE play us-small --embedded
