# An overlay's login stands alone: the cookie of the environment is of another server, and not sent to this one.
source "$REPO/tests/golden/setup.bash"
use_copy us-a "us"
serve
echo "overlays: { staging: { base_url: $URL, credentials: { email_env: STAGE_EMAIL, password_env: STAGE_PW } } }" \
  > profiles/profile.config.yaml
export STAGE_EMAIL=$ADMIN_EMAIL STAGE_PW=$ADMIN_PASSWORD PROFILE_COOKIE='session=of-another-server'
unset ADMIN_EMAIL ADMIN_PASSWORD
$PROFILE play us-a --overlay staging --no-compare --playback-run-root far/playback -q
grep -c '"method":"POST".*/login"' far/requests.jsonl
echo 'session=x' > cookies; chmod 600 cookies
$PROFILE play us-a --overlay staging --cookie-file cookies || echo " -> $?"
