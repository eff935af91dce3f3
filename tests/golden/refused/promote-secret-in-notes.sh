source "$REPO/tests/golden/setup.bash"
use_profile us-small
mkdir profiles/_drafts
mv profiles/us-small profiles/_drafts/us-small
sed -i 's/^notes: |/&\n  ask ann.lee@lab.example.org/' profiles/_drafts/us-small/profile.yaml
cp profiles/_drafts/us-small/seed/*/demo.cli "profiles/_drafts/us-small/seed/config/ann.lee@lab.example.org.cfg"
$PROFILE promote _drafts/us-small us-small
