source "$REPO/tests/golden/setup.bash"
play_faulty --embedded --embedded-fault gone=20
