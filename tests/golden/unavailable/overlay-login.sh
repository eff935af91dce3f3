source "$REPO/tests/golden/setup.bash"
use_copy us-a "us"
cat > profiles/profile.config.yaml <<'YAML'
overlays: { staging: { base_url: embedded, credentials: { email_env: STAGING_EMAIL, password_env: STAGING_PASSWORD } } }
YAML
$PROFILE play us-a --overlay staging
