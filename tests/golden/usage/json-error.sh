$PROFILE validate nowhere --json
