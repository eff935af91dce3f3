# A heavy bundle goes to data_repo and is named in the report; where that is missing, it is said.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
echo 'bundle: { limit: 10kB }' > profiles/profile.config.yaml
sed -i 's/^  slug: us-small$/&\n  data_repo: ..\/wt-data\n  seed_dir: '"${PWD//\//\\/}"'\/profiles\/us-small\/seed\n  baseline_dir: '"${PWD//\//\\/}"'\/profiles\/us-small\/baseline/; s/\.\.\/wt-data/data/' profiles/us-small/profile.yaml
play() { $PROFILE play us-small --embedded --embedded-fault upload-401 "$@" | grep '^note  the bundle\|^bundle\|^zip' | sed 's/has [0-9.]* kB/has N kB/'; }
play || true
mkdir data
play --bundle-zip || true
find data -mindepth 3 -maxdepth 4 | sed 's|Z/|Z |' | awk '{print $2}' | sort | tr '\n' ' '
echo
cat profiles/results/us-small/*/bundle.txt
$PROFILE play us-small --embedded --embedded-fault upload-401 -q 2>/dev/null
