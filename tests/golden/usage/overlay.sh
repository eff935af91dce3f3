source "$REPO/tests/golden/setup.bash"
use_copy us-a "us"
use_copy us-b "us"
cat > profiles/profile.config.yaml <<'YAML'
overlays:
  staging: { base_url: embedded }
  exact: { tolerances: { "wepp/**": { mean: 1 } } }
YAML
run() { "$PROFILE" "$@" || echo " -> $?"; }
run play us-a --overlay stagin
run play --all --overlay stagin
run play us-a --overlay exact
echo 'overlays: { own: { variables: { lat: 1 }, tolerances: { "no/such.tif": { mean: 1 } } } }' >> profiles/us-a/profile.yaml
run validate us-a
# An overlay of one profile only: the other cannot be played with it.
sed -i '$d' profiles/us-a/profile.yaml
echo 'overlays: { own: { base_url: embedded } }' >> profiles/us-a/profile.yaml
"$PROFILE" play --all --overlay own
