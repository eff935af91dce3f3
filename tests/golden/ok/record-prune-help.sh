$PROFILE record prune --help
