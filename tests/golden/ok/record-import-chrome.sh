har="$REPO/tests/recording/fixtures/chrome.har"
$PROFILE record import "$har" --out session
mkdir -p files && printf 12345 > files/sbs.tif
$PROFILE record import "$har" --out filled --uploads files --json
$PROFILE assemble filled || echo "exit $?"
$PROFILE assemble filled --run ample-otter
