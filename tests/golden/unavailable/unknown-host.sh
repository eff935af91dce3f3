source "$REPO/tests/golden/setup.bash"
ADMIN_PASSWORD=a-password play_faulty --base-url https://no-such-host.invalid/weppcloud
