source "$REPO/tests/golden/setup.bash"
start_server
play_faulty --base-url "${SERVER/127.0.0.1/127.0.0.2}" --ca "$CA"
