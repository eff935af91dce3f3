source "$REPO/tests/golden/setup.bash"
use_copy us-a "us, nightly"
use_copy us-b "us, nightly, slow"
use_copy eu-a "eu, nightly"
use_profile sbs-reupload
# A block each, in order, whatever ended first; one chosen twice is played once.
$PROFILE play 'us-*' sbs-reupload us-a --jobs 4 --embedded
$PROFILE play --tag "nightly and not (slow or eu)" --all --embedded
$PROFILE play --all --tag nightly --tag "not us" --jobs 2 --embedded --no-compare
$PROFILE play --all --jobs 2 --embedded --json | grep -E '^  "(verdict|exit_code|not_played)|^      "profile"'
$PROFILE play --tag wildfire --jobs 3 --embedded --quiet --report-junit junit.xml
grep -o '<testsuite name="[^"]*"' junit.xml
