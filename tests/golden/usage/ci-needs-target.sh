source "$REPO/tests/golden/setup.bash"
use_profile us-small
cp "$REPO/profiles/profile.config.yaml" profiles/
CI=true $PROFILE play us-small
