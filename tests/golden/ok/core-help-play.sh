$PROFILE play --help
