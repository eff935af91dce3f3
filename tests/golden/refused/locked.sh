source "$REPO/tests/golden/setup.bash"
use_profile us-small
sleep 100 & other=$!
trap 'kill $other' EXIT
started=$(sed 's/.*) //' /proc/$other/stat | cut -d' ' -f20)
printf '{"pid":%s,"host":"%s","started":"%s","command":"promote us-small"}' $other "$(hostname)" "$started" > profiles/.profile-lock-us-small
$PROFILE archive us-small --reason x 2>&1 | sed "s/pid $other on $(hostname)/pid N on HOST/"
