$PROFILE schema > made.json
cmp made.json "$REPO/profiles/profile.schema.json" && echo "the shipped schema is up to date"
