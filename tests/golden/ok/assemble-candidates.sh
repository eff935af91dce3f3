# What the steps wrote becomes candidates, the most telling first; promote takes those that are asked for.
mkdir -p run/_logs run/wepp/output run/soils run/dem
cp "$REPO/profiles/us-small/events.jsonl" run/_logs/profile.events.jsonl
cp "$REPO"/profiles/us-small/seed/config/{disturbed9002.cfg,_defaults.toml} run/
mkdir uploads && cp "$REPO"/profiles/us-small/seed/2*/* uploads/
printf ' WEPP VERSION 2025.09 built 2026-11-22 11:07\n1 2\n' > run/wepp/output/loss_pw0.txt
for n in 1 2 3 4 5; do echo "$n 1.0" > run/wepp/output/H$n.wat.dat; done
echo '{"a": 1, "created_at": "2026-11-22T11:07:00Z"}' > run/wepp/output/summary.json
echo 'of lively-creek-2a7cd5' > run/soils/note.txt
echo 2 > run/wepp.log
touch run/unknown.bin
ln -s /etc run/soils/linked
$PROFILE assemble run --name mill --uploads uploads
sed -n '/## Baseline/,/^## Next/p' profiles/_drafts/mill/README.md
$PROFILE schema candidates | grep -m1 title
$PROFILE promote mill mill --candidates telling
sed -n '/^comparisons/,$p' profiles/mill/profile.yaml
$PROFILE promote mill mill2 --candidates 'wepp/output/H*' --quiet
sed -n '/^comparisons/,$p' profiles/mill2/profile.yaml
