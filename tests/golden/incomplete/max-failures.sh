source "$REPO/tests/golden/setup.bash"
use_copy a-1 "x"
use_copy a-2 "x"
use_copy a-3 "x"
"$PROFILE" play --all --max-failures 1 --embedded --embedded-fault mutation-500=setname --quiet
