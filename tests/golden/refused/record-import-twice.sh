har="$REPO/tests/recording/fixtures/firefox.har"
$PROFILE record import "$har" --out session --quiet
$PROFILE record import "$har" --out session
