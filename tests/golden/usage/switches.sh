source "$REPO/tests/golden/setup.bash"
use_profile us-small
# Off is off, in the environment too; what is neither is refused.
PROFILE_DRY_RUN=0 PROFILE_NO_COMPARE=false $PROFILE play us-small --embedded --quiet
PROFILE_KEEP=maybe $PROFILE play us-small --embedded
