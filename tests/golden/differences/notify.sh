source "$REPO/tests/golden/setup.bash"
use_copy us-a "us"
use_copy us-b "us"
# What is told is as clean as the report: the phrase that is missing holds an address and a token.
phrase='{ file: wepp.log, contains: "anna.smith@example.com Authorization: Bearer abcdef0123456789abcdef" }'
sed -i "s/^  log_phrases:/&\n    - $phrase/" profiles/us-b/profile.yaml
cat > notice.sh <<'SH'
cat > notice.txt
env | grep -E '^(PROFILE_|ADMIN_)' | grep -v -e _DIR= -e _REPORT= | sort > told.txt
grep -o '"verdict": "[a-z]*"' "$PROFILE_REPORT" | sort | uniq -c > verdicts.txt
SH
code=0
$PROFILE play us-a us-b --jobs 2 --embedded --notify-command "sh notice.sh" --publish-command "cp -r {dir} published" \
  --no-compare | tail -5 || code=$?
cat notice.txt
echo "--- told"
cat told.txt
echo "--- published"
ls published/report.json published/junit.xml
ls -d "$TMPDIR"/profile-report-* 2> /dev/null || echo "nothing is left behind"
exit "$code"
