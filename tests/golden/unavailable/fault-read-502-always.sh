source "$REPO/tests/golden/setup.bash"
play_faulty --embedded --embedded-fault read-502=always
