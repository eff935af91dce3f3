source "$REPO/tests/golden/setup.bash"
use_profile us-small
sed -i '/^comparisons:/,$d' profiles/us-small/profile.yaml
printf 'comparisons:\n  - { target: no/such.json, method: json_exact }\n' >> profiles/us-small/profile.yaml
$PROFILE play us-small --embedded | sed -n '/such/,$p'
exit "${PIPESTATUS[0]}"
