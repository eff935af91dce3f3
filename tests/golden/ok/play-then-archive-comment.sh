source "$REPO/tests/golden/setup.bash"
use_profile us-watershed-small
$PROFILE play us-watershed-small --embedded --then archive --archive-comment 'forty characters of this are kept, not these' --keep |
  sed -n '/then-/,$p'
tail -c 40 playback/runs/*/archives/*.zip
