# A comparison that asks for less than its method needs is a fault of the profile, with its place.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
sed -i '0,/method: text_exact/s//method: text_exact\n    keep: hash/' profiles/us-small/profile.yaml
exec "$PROFILE" validate us-small
