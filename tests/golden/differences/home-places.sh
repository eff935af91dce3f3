# The data root lies in somebody's home: what is printed is there, what is stored names nobody and is found again.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
mkdir -p '~qhvist/repo'
mv profiles '~qhvist/repo'
export PROFILE_DATA_ROOT="$PWD/~qhvist/repo"
$PROFILE play us-small --embedded --embedded-drift soil_loss=1.03 --report-har o.har --report-junit o.xml > play.txt || true
grep -E '^(result|bundle|rerun) ' play.txt
test -d "$(sed -n 's/^bundle *\(.*\)  (.*/\1/p' play.txt)"
rerun=$(sed -n 's/^rerun *//p' play.txt)
eval "\$PROFILE ${rerun#profile }" | tail -1 || true
$PROFILE compare us-small -v | grep -e '^run ' -e '^differences' || true
$PROFILE show us-small --bundle b.zip | sed 's/ (.*//'
grep -q '"request"' o.har && echo 'o.har holds requests'
grep -E 'name="profile.(result|bundle)"' o.xml
grep -E '"(bundle|dir|rerun)":' '~qhvist/repo'/profiles/results/us-small/*/report.json
echo "the account is named in: $(grep -rl qhvist '~qhvist/repo/profiles/results/us-small' o.har o.xml || true)"
# The JSON of the terminal has paths that are there, too.
$PROFILE play us-small --embedded --embedded-drift soil_loss=1.03 --json > play.json || true
test -d "$(sed -n 's/^ *"bundle": "\(.*\)".*/\1/p' play.json)"
# An older version stored a place that is not one.
sed -i 's#"\(bundle\|dir\)": "[^"]*/#"\1": "/home/user-96a4f7c9/work/#' '~qhvist/repo'/profiles/results/us-small/*/report.json
$PROFILE show us-small --bundle b.zip | sed '1d; s/ (.*//'
$PROFILE compare us-small | tail -1
