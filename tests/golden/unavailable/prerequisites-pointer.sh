source "$REPO/tests/golden/setup.bash"
use_profile us-small
printf "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n" > profiles/us-small/seed/*/lu2021.tif
$PROFILE play us-small --embedded
