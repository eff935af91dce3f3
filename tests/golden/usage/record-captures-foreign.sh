# What lies there may be anybody's: refused with the place, never overwritten.
mkdir -p run/_logs
printf '{\n  "recorder": "off"\n}\n' > run/_logs/profile.captures.json
$PROFILE record status run || echo "exit $?"
$PROFILE record start run || code=$?
cat run/_logs/profile.captures.json
exit $code
