source "$REPO/tests/golden/setup.bash"
play_faulty --embedded --embedded-fault mutation-500-once=build-soils
