source "$REPO/tests/golden/setup.bash"
# Requests go to the server behind its gateway, over plain http; the login is at the public address.
start_server
play_faulty --base-url "$PLAIN" --login-url "$SERVER" --ca "$CA" --playback-run-root playback/runs
