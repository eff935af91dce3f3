source "$REPO/tests/golden/setup.bash"
use_profile us-small
use_profile sbs-reupload
for words in '--then restore' '--undisturbify' '--then fork --archive-comment x' '--then archive --target-runid x'; do
  $PROFILE play us-small --embedded $words || echo "$words: $?"
done
$PROFILE play us-small sbs-reupload --embedded --then fork --target-runid x
