source "$REPO/tests/golden/setup.bash"
use_copy us-a "us, nightly"
use_copy us-b "us, slow"
run() { "$PROFILE" "$@" || echo " -> $?"; }
run play --embedded
run play 'uss-*' --embedded
run play --tag "nightly adn slow" --embedded
run play --all --tag "nightlyy or (slow and nightly)" --embedded
run play us-a --tag slow --embedded
run play us-a --jobs 0 --embedded
run play --all --shard 3/2 --embedded
run list --tag "(us"
run list --format github-matrix --shard-count 2 --profiles-per-job 2
# A tag that nobody has is said, where it chooses too much.
run play --all --tag "us and not sluw" --dry-run --embedded --quiet
"$PROFILE" play us-a us-C --embedded
