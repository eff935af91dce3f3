head -c 900 "$REPO/tests/recording/fixtures/firefox.har" > cut.har
printf '{"log": {"entries": 3}}' > other.har
printf 'PK\3\4' > zip.har
for file in cut.har other.har zip.har nowhere.har profiles; do
  $PROFILE record import $file --out session || echo "exit $?"
done
$PROFILE record import cut.har || echo "exit $?"
$PROFILE record import "$REPO/tests/recording/fixtures/firefox.har" --out session --uploads nowhere || echo "exit $?"
ls session 2> /dev/null || echo "nothing was written"
$PROFILE record import "$REPO/tests/recording/fixtures/firefox.har" --out session --origin https://other.example.org
