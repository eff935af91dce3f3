source "$REPO/tests/golden/setup.bash"
use_profile us-small
ADMIN_PASSWORD=a-password $PROFILE play us-small --base-url http://127.0.0.1:9/weppcloud
