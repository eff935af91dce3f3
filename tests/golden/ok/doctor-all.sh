source "$REPO/tests/golden/setup.bash"
# Everything is there: the embedded WEPPcloud; then every setting with where it comes from; then the document.
use_profile us-small
export COLUMNS=80
unset ADMIN_EMAIL ADMIN_PASSWORD
# How much room there is, and which git, is this machine's own.
$PROFILE doctor --embedded | sed '/^ok *disk/,/^ok *git/d'
mkdir docker
printf 'ADMIN_EMAIL=qa@example.com\nADMIN_PASSWORD=canary-password\n' > docker/.env
printf 'version: 1\nbase_url: https://wepp.example\njob_timeout: 30m\nredaction: { people: [Jonas Lindqvist] }\n' \
  > profiles/profile.config.yaml
PROFILE_JOB_TIMEOUT=1h $PROFILE doctor --offline --verbose --scratch far | sed -n '/^ok *configuration/,/data-root/p'
$PROFILE doctor --embedded --json > all.json
jq -c '[.version, .verdict, .exit_code, .target]' all.json
jq -r '.findings[] | "\(.topic) \(.check) \(.state)"' all.json
jq -c '.settings[] | select(.from != "default")' all.json
grep -c -e canary -e Lindqvist all.json || true
