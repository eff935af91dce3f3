# The table of cases of file_list: names count, contents do not.
source "$REPO/tests/golden/setup.bash"
mkdir -p before after params
put() { mkdir -p "$(dirname "$1")"; printf '%s' "$2" > "$1"; }
for case in equal content empty missing renamed extra extra-allowed missing-allowed; do
  for hill in 1 2; do
    put "before/$case/H$hill.txt" "$hill"
    put "after/$case/H$hill.txt" "$hill"
  done
done
put after/content/H1.txt other
put after/empty/H1.txt ''
rm after/missing/H2.txt after/missing-allowed/H2.txt
mv after/renamed/H2.txt after/renamed/h2.txt
for case in extra extra-allowed missing-allowed; do put "after/$case/H3.txt" 3; done
put after/equal/wepp.log 'logs are not among them'
put before/gone/H1.txt 1
put after/new/H1.txt 1
put before/deep/a/b/H1.txt 1
put after/deep/a/c/H1.txt 1
compare_cases file_list > /dev/null || true
# One comparison a folder in place of one a file.
{
  sed '/^comparisons:/q' profiles/cases/profile.yaml
  for case in $(cd before && ls) new; do
    rule='{}'
    case $case in *-allowed) rule='{ extra: allow }' ;; esac
    echo "  - { target: \"$case/**\", method: file_list, params: $rule }"
  done
} > profile.yaml
mv profile.yaml profiles/cases/profile.yaml
$PROFILE compare cases --run-dir after
