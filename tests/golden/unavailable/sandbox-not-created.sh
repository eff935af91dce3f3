source "$REPO/tests/golden/setup.bash"
use_profile us-small
# A server that makes no run: the name of the config is not one.
sed -i 's/config: disturbed9002/config: -odd/' profiles/us-small/profile.yaml
rm -r profiles/us-small/seed/config
serve
$PROFILE play us-small --base-url "$URL" --sandbox create | sed -n '/^error/,$p'
