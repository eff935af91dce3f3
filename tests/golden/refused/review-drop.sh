# A step whose value a later one takes stays, and a secret leaves in no archive; nothing is written.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
mkdir profiles/_drafts
mv profiles/us-small profiles/_drafts/us-small
sed -i 's/latitude: 46.6948/latitude: "{{steps.build.job}}"/; s/id: fetch-dem-and-build-channels/id: build/' profiles/_drafts/us-small/profile.yaml
echo 'password=hunter2222' > profiles/_drafts/us-small/seed/config/notes.txt
$PROFILE review us-small --export x.zip || echo "exit $?"
ls *.zip 2>/dev/null || true
$PROFILE review us-small --tag x --drop build
