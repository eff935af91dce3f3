# Everything and some of it are two things.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
exec "$PROFILE" update-baseline us-small --all --accept '**/H1.ebe.dat' --reason x
