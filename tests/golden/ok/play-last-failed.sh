# Only what did not pass when it was played last is played again: also what could not be played, or was not any more.
source "$REPO/tests/golden/setup.bash"
use_copy us-a "us"
use_copy us-b "us"
use_copy mill "us"
$PROFILE play --all --embedded -q
sed -i 's/^metadata:/metadat:/' profiles/us-a/profile.yaml
$PROFILE play --all --embedded --max-failures 1 -q || echo "not valid: $?"
sed -i 's/^metadat:/metadata:/' profiles/us-a/profile.yaml
echo "--- of a glob: mill passed, us-a was not valid, us-b was not played"
$PROFILE play --last-failed 'us-*' --embedded --dry-run | grep -e --last-failed
echo "--- with --all as without names"
$PROFILE play --last-failed --all --embedded --json | jq -r '.reports[] | .profile + " " + .summary'
$PROFILE play --last-failed --embedded
