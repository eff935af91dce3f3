source "$REPO/tests/golden/setup.bash"
use_profile us-small
mkdir -p profiles/_drafts
mv profiles/us-small profiles/_drafts/us-small
run=runs/lively-creek-2a7cd5
mkdir -p $run/_logs $run/wepp/runs
echo '{}' > $run/_logs/profile.events.jsonl
echo 'done' > $run/wepp.log
echo 'of ann.lee@lab.example.org' > $run/notes.txt
echo '1 2.5' > $run/wepp/runs/p1.dat
ln -s /etc/hostname $run/host.txt
ln -s wepp/runs/p1.dat $run/first.dat
$PROFILE promote us-small us-small --with-run $run
grep -c . profiles/us-small/run/first.dat
cat profiles/us-small/run/notes.txt
tail -4 profiles/us-small/ledger.jsonl | jq -c '[.decision, .subject, .reason]'
ls -A profiles
