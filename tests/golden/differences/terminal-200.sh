# What differs in a terminal of 200 columns: texts are whole.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
sed -i '/ebe_pw0.txt$/{n;s/table_diff/text_diff/}' profiles/us-small/profile.yaml
COLUMNS=200 $PROFILE play us-small --embedded --embedded-drift soil_loss=1.03 > play.txt || code=$?
sed -n '/^failed .*H10.ebe.dat/,/  at /p;/^failed .*_pw0.txt/,/  at /p;/^failed .*soil_loss.tif/,/  at /p;/^failed .*summary.json/,/  at /p;$p' play.txt
exit "$code"
