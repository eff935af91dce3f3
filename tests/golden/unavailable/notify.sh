source "$REPO/tests/golden/setup.bash"
use_profile us-small
export ADMIN_PASSWORD=a-password
cat > profiles/profile.config.yaml <<'YAML'
version: 1
base_url: http://127.0.0.1:9/weppcloud
notify_command: [sh, -c, 'echo "==="; cat']
notify_on: change
publish_command: sh -c 'echo no space on the dashboard; exit 28'
YAML
play() {
  $PROFILE play us-small "$@" || echo "exit $?"
}
echo "--- the first time"
play --verbose 2>&1 | sed -n '/^published/,$p'
echo "--- the second time"
play --verbose 2>&1 | sed -n '/^published/,$p'
echo "--- a configuration that everybody may change"
chmod 666 profiles/profile.config.yaml
$PROFILE play us-small --dry-run --embedded 2>&1 > printed
chmod 644 profiles/profile.config.yaml
echo "--- always"
$PROFILE play us-small --notify-on always --notify-command 'sh -c "sleep 60 & wait"' --notify-timeout 200ms \
  --publish-command true > printed 2>&1 || code=$?
sed -n '/^published/,$p' printed
exit "$code"
