source "$REPO/tests/golden/setup.bash"
mkdir -p profiles/_drafts/ample-otter
weppcloud_profile mill
mv profiles/mill/capture profiles/_drafts/ample-otter/stream
rm -r profiles/mill
$PROFILE review ample-otter
