# The table of cases of command: off first, then allowed.
source "$REPO/tests/golden/setup.bash"
mkdir before after params tools
cat > tools/close.sh <<'SH'
#!/bin/sh
# Compares the first numbers of two files; 0.1 is close enough.
diff "$1" "$2" > "$3"
awk 'NR == FNR { a = $1; next } { d = $1 - a; if (d < 0) d = -d; print "off by " d; exit !(d <= 0.1) ? 1 : 0 }' "$1" "$2"
SH
chmod +x tools/close.sh
pair() { echo "$2" > "before/$1"; echo "$3" > "after/$1"; echo "{ command: $4${5:+, $5} }" > "params/$1"; }
line() { echo "'tools/close.sh {baseline} {produced} {diff}'"; }
pair equal.dss 1.5 1.5 "$(line)"
pair within.dss 1.5 1.55 "$(line)"
pair beyond.dss 1.5 1.7 "$(line)"
pair negative.dss 1.5 1.3 "$(line)"
pair silent.dss 1 2 "'cmp -s {baseline} {produced}'"
pair words.dss 1 2 '[sh, -c, "exit 0", "{baseline}", "{produced}"]'
pair no-shell.dss 1 2 "'echo \$HOME; {baseline} && {produced}'"
pair fails.dss 1 2 "'sh -c \"echo no such block >&2; exit 3\" {baseline} {produced}'"
pair not-there.dss 1 2 "'no-such-tool {baseline} {produced}'"
pair too-long.dss 1 2 "'sh -c \"sleep 60\" {baseline} {produced}'" 'timeout: 200ms'
pair empty.dss 1.5 '' "$(line)"
echo 1 > before/missing.dss
echo 1 > after/extra.dss
for one in missing extra; do echo "{ command: $(line) }" > "params/$one.dss"; done
compare_cases command > off.txt || true
grep -A1 -e ' within.dss' -e ' equal.dss' off.txt
echo "--- allowed"
echo 'compare_commands: allow' > profiles/profile.config.yaml
$PROFILE compare cases --run-dir after || true
cat >> profiles/cases/profile.yaml <<'YAML'
  - { target: a.dss, method: command, params: { command: "cat {baseline}" } }
  - { target: b.dss, method: command, params: { command: "cmp {baseline} {prodced} {produced}", timeout: soon } }
  - { target: c.dss, method: command, params: { command: "cmp '{baseline} {produced}" } }
YAML
$PROFILE validate cases || true
exit 1
