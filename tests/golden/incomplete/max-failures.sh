source "$REPO/tests/golden/setup.bash"
use_copy a-1 "x"
use_copy a-2 "x"
use_copy a-3 "x"
code=0
"$PROFILE" play --all --max-failures 1 --embedded --embedded-fault mutation-500=setname --quiet \
  --report-junit all.xml --report-tap all.tap || code=$?
grep -c "<testsuite " all.xml
grep "SKIP" all.tap | tail -2
rm all.xml all.tap
exit "$code"
