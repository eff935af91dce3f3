# A draft of a recording without a run directory has no candidates to take.
mkdir -p profiles/_drafts
cp -r "$REPO/profiles/us-small" profiles/_drafts/mill
$PROFILE promote mill mill --candidates telling
