# The data root is a folder of the workspace: files are named as the workspace has them.
source "$REPO/tests/golden/setup.bash"
mkdir d1
use_profile us-small
mv profiles d1/profiles
export ADMIN_EMAIL=qa@example.org ADMIN_PASSWORD=a-password
$PROFILE --data-root d1 play us-small --base-url http://127.0.0.1:9/weppcloud --report-github | grep '^::'
