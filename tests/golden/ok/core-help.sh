$PROFILE --help
