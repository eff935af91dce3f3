# A folder that is not what the command is for is refused, and nothing is made in it.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
cp -r profiles/us-small profiles/us-other
mkdir empty profiles/archived
mv profiles/us-other profiles/archived/
run() { "$PROFILE" "$@" || echo " -> $?"; }
run list --data-root profiles
run list --data-root nowhere
PROFILE_DATA_ROOT=empty run record import x.har --out session
run assemble profiles/us-small/events.jsonl --name q --data-root empty
run assemble profiles/us-small/events.jsonl --name q --uploads nowhere
run init empty --data-root nowhere --quiet
run record status .
run record stop .
run validate .
run play us-other --embedded
run assemble profiles/us-small/events.jsonl --name q --against nix
ls
cd /
exec "$PROFILE" list
