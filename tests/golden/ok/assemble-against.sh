# Against a profile: steps, values, seeds, config and outputs; values that are not recorded are no difference.
. "$REPO/tests/golden/setup.bash"
use_profile us-small
mkdir -p run/_logs run/wepp/output
mkdir uploads && cp "$REPO"/profiles/us-small/seed/2*/* uploads/
cp "$REPO/profiles/us-small/events.jsonl" run/_logs/profile.events.jsonl
cp "$REPO"/profiles/us-small/seed/config/{disturbed9002.cfg,_defaults.toml} run/
$PROFILE assemble run --name same --uploads uploads --against us-small | sed -n '/^against/,$p'
file=profiles/us-small/profile.yaml
# Another outlet, one value unknown, one step gone, one renamed and moved, one that only the profile has.
sed -i -E 's/longitude: -117\.[0-9]+/longitude: -116.5/; s/map_zoom: 13/map_zoom: !hole "withheld"/' $file
sed -i '/id: report-soils/,/^$/d' $file
sed -i 's/id: set-landuse-db/id: other-name/' $file
printf 'x' >> profiles/us-small/seed/config/disturbed9002.cfg
echo 'another loss' > run/wepp/output/loss_pw0.txt
$PROFILE assemble run --name changed --uploads uploads --against us-small | sed -n '/^against/,$p'
sed -n '/^## Against/,/^## Next/p' profiles/_drafts/changed/README.md
$PROFILE assemble run --name changed --uploads uploads --against us-small --json | grep -c '"kind": '
