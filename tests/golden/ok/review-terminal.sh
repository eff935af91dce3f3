source "$REPO/tests/golden/setup.bash"
use_profile us-small
mkdir profiles/_drafts
mv profiles/us-small profiles/_drafts/us-small
sed -i 's/latitude: 46.6948, longitude: -117.0127/latitude: !hole "withheld by the server", longitude: !suggested { value: -117.0127, from: "watershed.nodb: outlet", hole: withheld }/' profiles/_drafts/us-small/profile.yaml
# A person at a terminal: asks what the keys are, fills one value, takes the suggestion for the other.
printf '?\nf\n1\n46.6948\nf\n\n' | script -qec "$PROFILE review us-small --who Ann" /dev/null | tr -d '\r' |
  grep -aE '^(a  |q  |next|[0-9]+ decision)'
grep 'latitude' profiles/_drafts/us-small/profile.yaml
