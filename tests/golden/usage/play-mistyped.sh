source "$REPO/tests/golden/setup.bash"
use_profile us-small
run() { "$PROFILE" "$@" || echo " -> $?"; }
# What is mistyped is refused before anything is played: it leaves no result.
run play us-small --embedded --embedded-fault nope
run play us-small --embedded --embedded-drift soil_los=1.03
run play us-small --embedded --embedded-fault gone=soon
run play us-small --base-url wepp.example.org
run play us-small --embedded --login-url wepp.example.org
ls profiles/results 2> /dev/null || echo "no results"
cat >> profiles/us-small/profile.yaml <<'YAML'
overlays: { staging: { base_url: staging.example.org } }
YAML
exec "$PROFILE" play us-small --overlay staging --dry-run
