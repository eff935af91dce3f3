$PROFILE record proxy --help
