source "$REPO/tests/golden/setup.bash"
use_profile us-small
exec "$PROFILE" update-baseline us-small --all --reason x --format markdown
