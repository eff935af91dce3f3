source "$REPO/tests/golden/setup.bash"
start_server
play_faulty --base-url "$SERVER" --ca "$CA" --playback-run-root playback/runs
