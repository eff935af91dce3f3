# The run report as a page: in the result folder, on request, of several plays, and of a result that lies there already.
source "$REPO/tests/golden/setup.bash"
use_copy mill "us"
sed -i 's/expect: { status: 200 }/expect: { status: 204 }/' profiles/mill/profile.yaml
# What a page says, without times and names that vary.
words() {
  sed -n '/^<body>/,/^<script/p' "$1" | tr '\n' ' ' | sed 's/<[^>]*>/\n/g' |
    sed -E 's/^ +//; s/ +$//; /^$/d; s/[0-9.]+ m?s\b/N s/g; s/[0-9a-f]{32}/ID/g; s/[0-9-]{36}|[0-9a-f]{8}-[0-9a-f-]{27}/UUID/g; s/20[0-9-]+ [0-9:]+ UTC/TIME/'
}
$PROFILE play mill --embedded --report-html page.html > /dev/null && code=0 || code=$?
echo "--- verdict and what failed first"
words page.html | sed -n '/differences/,/As the console/p'
echo "--- links"
grep -o 'href="[^#d][^"]*"' page.html | sed 's#/20[^/]*/#/TIME/#'
echo "--- again, from its folder"
cp profiles/results/mill/*/report.html first.html
$PROFILE report --merge profiles/results/mill/* --report-html again.html > /dev/null || true
# Only the first page lies where it says of itself that it does.
others() { words "$1" | grep -vE 'links hold where this page|^(this page|the page of this play)$'; }
diff <(others first.html) <(others again.html) && echo "the same"
exit "$code"
