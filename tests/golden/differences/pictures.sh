# Pictures and views of what differs: in the result and in the bundle, named in the report; none when they are not wanted.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
some='soil_loss\|totalwatsed\|H7'
pictures() { (cd "$1" && find . -name '*.png' -o -name '*.view.json' | LC_ALL=C sort); }
play() { $PROFILE play us-small --embedded --embedded-drift soil_loss=1.03 "$@" > play.txt || code=$?; }
play
pictures profiles/results/us-small/* | grep "$some"
grep -h '"diff/' profiles/results/us-small/*/report.json | grep "$some"
head -c 8 profiles/results/us-small/*/diff/wepp/output/totalwatsed.csv.png | od -An -c
grep -h '`diff/`' profiles/results/us-small/*/bundle/README.md
grep -e '^  picture' -e '^diff ' play.txt | grep "$some\|^diff"
echo '--- compare draws where it is told to'
$PROFILE compare us-small --pictures-dir seen > compare.txt || true
grep '^  picture' compare.txt | grep "$some"
pictures seen | grep "$some"
echo '--- no pictures'
rm -r profiles/results
play --no-pictures
pictures profiles/results
echo '--- nor where the configuration says so'
echo 'pictures: false' >> profiles/profile.config.yaml
rm -r profiles/results
play
pictures profiles/results
exit "$code"
