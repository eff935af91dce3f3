source "$REPO/tests/golden/setup.bash"
use_profile us-small
echo "session=canary-value" > cookies.txt
chmod 644 cookies.txt
$PROFILE play us-small --base-url http://127.0.0.1:9/weppcloud --cookie-file cookies.txt
