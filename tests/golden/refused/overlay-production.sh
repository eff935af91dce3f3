source "$REPO/tests/golden/setup.bash"
use_copy us-a "us"
cat > profiles/profile.config.yaml <<'YAML'
production_hosts: [wepp.example.org]
overlays: { prod: { base_url: "https://wepp.example.org/weppcloud" } }
YAML
$PROFILE play us-a --overlay prod
