touch plain
$PROFILE record proxy --target embedded --out plain/rec || echo "exit $?"
$PROFILE record proxy --out rec || echo "exit $?"
$PROFILE record proxy --target ftp://host --out rec || echo "exit $?"
$PROFILE record proxy --target embedded --out rec --port 70000 || echo "exit $?"
$PROFILE record proxy --target embedded --out rec --drop '(' || echo "exit $?"
$PROFILE record proxy --target embedded --out rec --ca nowhere.pem || echo "exit $?"
$PROFILE record proxy --target embedded --out rec --keep-reason polls
